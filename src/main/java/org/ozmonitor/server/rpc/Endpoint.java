package org.ozmonitor.server.rpc;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// One address of a node. Immutable. Its text form is the host: the rest of a URL may be a key.
public final class Endpoint {
  /// Until a connection stands.
  private static final long CONNECT_TIMEOUT_MS = 5_000;

  private final String host;
  private final RequestOptions post;

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
    if (uri.getHost() == null || !(tls || "http".equalsIgnoreCase(uri.getScheme()))) {
      return Optional.empty();
    }
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    RequestOptions post =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setSsl(tls)
            .setHost(uri.getHost())
            .setPort(uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80)
            .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery())
            .setConnectTimeout(CONNECT_TIMEOUT_MS)
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
            .putHeader(HttpHeaders.ACCEPT, "application/json");
    if (uri.getUserInfo() != null) {
      byte[] credentials = uri.getUserInfo().getBytes(StandardCharsets.UTF_8);
      post.putHeader(
          HttpHeaders.AUTHORIZATION, "Basic " + Base64.getEncoder().encodeToString(credentials));
    }
    return Optional.of(new Endpoint(uri.getHost(), post));
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
