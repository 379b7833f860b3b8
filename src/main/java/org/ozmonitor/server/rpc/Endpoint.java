package org.ozmonitor.server.rpc;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One address of a node. Immutable. Its text form is the host: the rest of a URL may be a key.
public final class Endpoint {
  /// Until a connection stands.
  private static final long CONNECT_TIMEOUT_MS = 5_000;

  private final String host;
  private final RequestOptions post;

  /// What stands between `//` and the path. A host may have underscores, which {@link URI} does not
  /// take for a host: container networks name their nodes so.
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:(.*)@)?([\\w.-]+|\\[[\\w:.%]+])(?::(\\d{1,5})?)?");

  private static final int LAST_PORT = 65_535;

  private Endpoint(String host, RequestOptions post) {
    this.host = host;
    this.post = post;
  }

  /// The endpoint at an `http` or `https` URL; empty when it is something else.
  public static Optional<Endpoint> parse(String url) {
    URI uri;
    try {
      uri = new URI(url.strip());
    } catch (URISyntaxException _) { // the exception's text holds the URL
      return Optional.empty();
    }
    boolean tls = "https".equalsIgnoreCase(uri.getScheme());
    Matcher authority = AUTHORITY.matcher(Objects.requireNonNullElse(uri.getAuthority(), ""));
    if (!authority.matches() || !(tls || "http".equalsIgnoreCase(uri.getScheme()))) {
      return Optional.empty();
    }
    String host = authority.group(2);
    int port = authority.group(3) == null ? (tls ? 443 : 80) : Integer.parseInt(authority.group(3));
    if (port < 1 || port > LAST_PORT) {
      return Optional.empty();
    }
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    RequestOptions post =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setSsl(tls)
            .setHost(host)
            .setPort(port)
            .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery())
            .setConnectTimeout(CONNECT_TIMEOUT_MS)
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
            .putHeader(HttpHeaders.ACCEPT, "application/json");
    String userInfo = authority.group(1);
    if (userInfo != null) {
      byte[] credentials = userInfo.getBytes(StandardCharsets.UTF_8);
      post.putHeader(
          HttpHeaders.AUTHORIZATION, "Basic " + Base64.getEncoder().encodeToString(credentials));
    }
    return Optional.of(new Endpoint(host, post));
  }

  String host() {
    return host;
  }

  RequestOptions post() {
    return new RequestOptions(post);
  }

  @Override
  public String toString() {
    return host;
  }
}
