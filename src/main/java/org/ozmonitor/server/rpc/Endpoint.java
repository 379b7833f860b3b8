package org.ozmonitor.server.rpc;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.Optional;

/// One address of a node. Immutable; the same address given twice is two endpoints. Its text form
/// is the host, with a number where a network names the host more than once: the rest of a URL may
/// be a key.
public final class Endpoint {
  /// Until a connection stands.
  private static final long CONNECT_TIMEOUT_MS = 5_000;

  private final String host;
  private final String label;
  private final RequestOptions post;

  private Endpoint(String host, String label, RequestOptions post) {
    this.host = host;
    this.label = label;
    this.post = post;
  }

  /// The endpoint at an `http` or `https` URL; empty when it is something else.
  public static Optional<Endpoint> parse(String url) {
    return NodeUrl.parse(url).filter(parsed -> !parsed.scheme().isSocket()).map(Endpoint::at);
  }

  static Endpoint at(NodeUrl url) {
    RequestOptions post =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setSsl(url.scheme().isTls())
            .setHost(url.host())
            .setPort(url.port())
            .setURI(url.target())
            .setConnectTimeout(CONNECT_TIMEOUT_MS)
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
            .putHeader(HttpHeaders.ACCEPT, "application/json");
    url.authorization().ifPresent(value -> post.putHeader(HttpHeaders.AUTHORIZATION, value));
    return new Endpoint(url.host(), url.host(), post);
  }

  /// The same address as the `number`-th endpoint of its host.
  Endpoint numbered(int number) {
    return new Endpoint(host, host + "#" + number, post);
  }

  String host() {
    return host;
  }

  RequestOptions post() {
    return new RequestOptions(post);
  }

  @Override
  public String toString() {
    return label;
  }
}
