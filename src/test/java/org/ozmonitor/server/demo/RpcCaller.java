package org.ozmonitor.server.demo;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

/// Calls a node over HTTP and waits; knows nothing of the product's own client.
final class RpcCaller implements AutoCloseable {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI url;

  RpcCaller(String url) {
    this.url = URI.create(url);
  }

  static JsonObject call(String method, Object... parameters) {
    return new JsonObject()
        .put("jsonrpc", "2.0")
        .put("id", 1)
        .put("method", method)
        .put("params", new JsonArray(java.util.Arrays.asList(parameters)));
  }

  Object result(String method, Object... parameters) throws IOException, InterruptedException {
    return answer(method, parameters).getValue("result");
  }

  JsonObject answer(String method, Object... parameters) throws IOException, InterruptedException {
    return new JsonObject(post(call(method, parameters).encode(), Map.of()).body());
  }

  JsonArray batch(JsonArray calls) throws IOException, InterruptedException {
    return (JsonArray) Json.decodeValue(post(calls.encode(), Map.of()).body());
  }

  HttpResponse<String> post(String body, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.close();
  }
}
