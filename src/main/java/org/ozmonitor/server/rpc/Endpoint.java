package org.ozmonitor.server.rpc;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.Optional;
import java.util.function.Supplier;
import org.ozmonitor.server.secret.Resolution;

/// One address of a node. Immutable; the same address given twice is two endpoints. Its text form
/// is the host, with a number where a network names the host more than once: the rest of a URL may
/// be a key.
public final class Endpoint {
  /// Until a connection stands.
  private static final long CONNECT_TIMEOUT_MS = 5_000;

  private final String host;
  private final String label;
  private final Supplier<Future<RequestOptions>> post;

  private Endpoint(String host, String label, Supplier<Future<RequestOptions>> post) {
    this.host = host;
    this.label = label;
    this.post = post;
  }

  /// The endpoint at an `http` or `https` URL; empty when it is something else.
  public static Optional<Endpoint> parse(String url) {
    return NodeUrl.parse(url).filter(parsed -> !parsed.scheme().isSocket()).map(Endpoint::at);
  }

  static Endpoint at(NodeUrl url) {
    RequestOptions options = options(url);
    return new Endpoint(
        url.host(), url.host(), () -> Future.succeededFuture(new RequestOptions(options)));
  }

  /// An endpoint whose URL is kept in a vault and may change there: it is looked up for each
  /// question.
  static Endpoint kept(String host, Supplier<Future<Resolution>> url) {
    return new Endpoint(host, host, () -> url.get().compose(Endpoint::options));
  }

  /// The same address as the `number`-th endpoint of its host.
  Endpoint numbered(int number) {
    return new Endpoint(host, host + "#" + number, post);
  }

  String host() {
    return host;
  }

  /// What a question is asked with; fails with an {@link RpcException}. The caller may change it.
  Future<RequestOptions> post() {
    return post.get();
  }

  private static Future<RequestOptions> options(Resolution url) {
    return switch (url) {
      case Resolution.Found(String value) ->
          NodeUrl.parse(value)
              .filter(parsed -> !parsed.scheme().isSocket())
              .map(parsed -> Future.succeededFuture(options(parsed)))
              .orElseGet(() -> unusable("it is not an http URL"));
      case Resolution.Missing(String reason) -> unusable(reason);
      case Resolution.Unavailable(String reason) -> unusable(reason);
    };
  }

  private static Future<RequestOptions> unusable(String reason) {
    return Future.failedFuture(
        RpcException.unavailable("the URL of the endpoint is not to be had: " + reason));
  }

  private static RequestOptions options(NodeUrl url) {
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
    return post;
  }

  @Override
  public String toString() {
    return label;
  }
}
