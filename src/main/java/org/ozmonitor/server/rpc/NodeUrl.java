package org.ozmonitor.server.rpc;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The URL of a node, taken apart. Immutable. Everything but the host may be a key: it has no text
/// form of its own.
///
/// @param target path and query
/// @param authorization what to send as `Authorization`, from the URL's user and password
record NodeUrl(
    Scheme scheme, String host, int port, String target, Optional<String> authorization) {
  /// How a node is spoken to.
  enum Scheme {
    HTTP(false, 80),
    HTTPS(true, 443),
    WS(false, 80),
    WSS(true, 443);

    private final boolean tls;
    private final int port;

    Scheme(boolean tls, int port) {
      this.tls = tls;
      this.port = port;
    }

    boolean isTls() {
      return tls;
    }

    boolean isSocket() {
      return this == WS || this == WSS;
    }
  }

  /// What stands between `//` and the path. A host may have underscores, which {@link URI} does not
  /// take for a host: container networks name their nodes so.
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:(.*)@)?([\\w.-]+|\\[[\\w:.%]+])(?::(\\d{1,5})?)?");

  private static final int LAST_PORT = 65_535;

  /// The parts of an `http`, `https`, `ws` or `wss` URL; empty when it is something else.
  static Optional<NodeUrl> parse(String url) {
    URI uri;
    try {
      uri = new URI(url.strip());
    } catch (URISyntaxException _) { // the exception's text holds the URL
      return Optional.empty();
    }
    Optional<Scheme> scheme = scheme(Objects.requireNonNullElse(uri.getScheme(), ""));
    Matcher authority = AUTHORITY.matcher(Objects.requireNonNullElse(uri.getAuthority(), ""));
    if (scheme.isEmpty() || !authority.matches()) {
      return Optional.empty();
    }
    String port = authority.group(3);
    int number = port == null ? scheme.get().port : Integer.parseInt(port);
    if (number < 1 || number > LAST_PORT) {
      return Optional.empty();
    }
    return Optional.of(
        new NodeUrl(
            scheme.get(),
            authority.group(2),
            number,
            target(uri),
            Optional.ofNullable(authority.group(1)).map(NodeUrl::basic)));
  }

  /// The host as it is looked up: an IPv6 address without brackets.
  static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  @Override
  public String toString() {
    return host;
  }

  private static Optional<Scheme> scheme(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "http" -> Optional.of(Scheme.HTTP);
      case "https" -> Optional.of(Scheme.HTTPS);
      case "ws" -> Optional.of(Scheme.WS);
      case "wss" -> Optional.of(Scheme.WSS);
      default -> Optional.empty();
    };
  }

  private static String target(URI uri) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  private static String basic(String userInfo) {
    byte[] credentials = userInfo.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(credentials);
  }
}
