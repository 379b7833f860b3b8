package org.ozmonitor.server.notification;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/// Trusts a server whose certificate is valid and made for the name that the configuration has,
/// whatever the connection goes through. Thread-safe.
///
/// It does not depend on what a client, a proxy or an upgrade (`STARTTLS`) takes for the name of
/// the other side.
final class ServerIdentity extends X509ExtendedTrustManager {
  private static final int DNS_NAME = 2;

  private final X509TrustManager chains;
  private final String host;

  /// @param chains judges certificate chains
  ServerIdentity(X509TrustManager chains, String host) {
    this.chains = chains;
    this.host = host.toLowerCase(Locale.ROOT);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    chains.checkServerTrusted(chain, type);
    Collection<List<?>> names = chain[0].getSubjectAlternativeNames();
    boolean named =
        names != null
            && names.stream()
                .filter(name -> name.get(0) instanceof Integer kind && kind == DNS_NAME)
                .anyMatch(name -> covers(String.valueOf(name.get(1)), host));
    if (!named) {
      throw new CertificateException("the certificate is not for " + host);
    }
  }

  /// A wildcard stands for exactly the first label, and never for a whole domain such as `*.com`.
  static boolean covers(String pattern, String host) {
    String name = pattern.toLowerCase(Locale.ROOT);
    if (!name.startsWith("*.")) {
      return name.equals(host);
    }
    int dot = host.indexOf('.');
    String rest = name.substring(1);
    return dot > 0 && rest.indexOf('.', 1) > 0 && host.substring(dot).equals(rest);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("no server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("no server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("no server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return chains.getAcceptedIssuers();
  }
}
