package org.ozmonitor.server.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ozmonitor.core.notification.Endpoint;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.server.codec.JsonDocument;
import org.ozmonitor.server.outbound.QuietReset;

/// Questions to a vault: the operator's own address, so nothing is forbidden; without redirects,
/// bounded in time and in what is read. Thread-safe.
final class VaultHttp {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_ANSWER = 1 << 20;
  private static final int MAX_CONNECTIONS = 8;
  private static final int MAX_WAITING = 1_000;

  private final HttpClient client;

  /// @param body the JSON that was sent; a missing node where it was none
  record Answer(int status, JsonNode body) {}

  /// @param certificates file with the authorities that are trusted; empty: those of the system
  VaultHttp(Vertx vertx, Optional<String> certificates) {
    HttpClientOptions options = new HttpClientOptions();
    certificates.ifPresent(
        file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file)));
    client =
        vertx.createHttpClient(
            options,
            new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS).setMaxWaitQueueSize(MAX_WAITING));
  }

  Future<Answer> get(Endpoint address, String path, Map<String, String> headers) {
    return send(address, path, HttpMethod.GET, headers, "");
  }

  Future<Answer> post(Endpoint address, String path, Map<String, String> headers, String body) {
    return send(address, path, HttpMethod.POST, headers, body);
  }

  private Future<Answer> send(
      Endpoint address, String path, HttpMethod method, Map<String, String> headers, String body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setHost(address.host())
            .setPort(address.port())
            .setSsl(address.tls())
            .setURI(under(address.target(), path))
            .setFollowRedirects(false)
            .setTimeout(TIMEOUT.toMillis());
    headers.forEach(options::putHeader);
    return client
        .request(options)
        .compose(
            request ->
                QuietReset.of(request)
                    .send(Buffer.buffer(body))
                    .compose(VaultHttp::read)
                    .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .onFailure(_ -> request.reset()));
  }

  private static Future<Answer> read(HttpClientResponse response) {
    Buffer body = Buffer.buffer();
    response.handler(
        part -> {
          if (body.length() + part.length() > MAX_ANSWER) {
            response.request().reset();
          } else {
            body.appendBuffer(part);
          }
        });
    return response.end().map(_ -> new Answer(response.statusCode(), json(body)));
  }

  private static JsonNode json(Buffer body) {
    return JsonDocument.parse(body.getBytes(), "answer", new Problems())
        .map(JsonDocument::root)
        .orElse(MissingNode.getInstance());
  }

  private static String under(String base, String path) {
    return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
  }

  /// A part of a path, percent-encoded.
  static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
