package org.ozmonitor.server.secret;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ozmonitor.core.definition.VaultPath;
import org.ozmonitor.core.notification.Endpoint;

/// Secrets of a HashiCorp Vault of one's own: the newest version of a KV version 2 engine.
/// Thread-safe.
final class KeyValueVault implements SecretSource {
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private final VaultHttp http;
  private final Endpoint address;
  private final Optional<String> namespace;
  private final VaultToken token;

  /// @param address of the server, with a path where it stands behind a proxy
  /// @param namespace of Vault Enterprise
  KeyValueVault(VaultHttp http, Endpoint address, Optional<String> namespace, VaultToken token) {
    this.http = http;
    this.address = address;
    this.namespace = namespace;
    this.token = token;
  }

  @Override
  public Future<Resolution> read(String name) {
    return VaultPath.parse(name)
        .map(this::read)
        .orElseGet(
            () ->
                Future.succeededFuture(
                    new Resolution.Missing("the name is not " + VaultPath.FORM)));
  }

  private Future<Resolution> read(VaultPath secret) {
    return token
        .ask(
            value -> http.get(address, target(secret), headers(value)),
            answer -> answer.status() == FORBIDDEN,
            answer -> judge(answer, secret))
        .otherwise(
            cause ->
                new Resolution.Unavailable(
                    "Vault does not answer: " + cause.getClass().getSimpleName()));
  }

  private static Resolution judge(VaultHttp.Answer answer, VaultPath secret) {
    return switch (answer.status()) {
      case 200 -> found(answer.body().path("data").path("data"), secret);
      case BAD_REQUEST ->
          new Resolution.Missing("Vault does not understand the name of the secret");
      case FORBIDDEN -> new Resolution.Missing("Vault refuses it: permission denied");
      case NOT_FOUND ->
          new Resolution.Missing(
              isDeleted(answer.body())
                  ? "its newest version was deleted"
                  : "Vault has no such secret");
      default -> unavailable(answer);
    };
  }

  private static Resolution found(JsonNode data, VaultPath secret) {
    JsonNode value = data.path(secret.key());
    return value.isValueNode() && !value.isNull()
        ? new Resolution.Found(value.asText())
        : new Resolution.Missing("the secret has no text under the key " + secret.key());
  }

  /// A deleted version is answered with 404 and its metadata.
  private static boolean isDeleted(JsonNode body) {
    JsonNode metadata = body.path("data").path("metadata");
    return !metadata.path("deletion_time").asText().isEmpty()
        || metadata.path("destroyed").asBoolean();
  }

  static Resolution.Unavailable unavailable(VaultHttp.Answer answer) {
    boolean sealed = answer.body().path("errors").toString().contains("sealed");
    boolean redirect = answer.status() / 100 == 3;
    return new Resolution.Unavailable(
        sealed
            ? "Vault is sealed"
            : redirect
                ? "Vault redirects, which is not followed: VAULT_ADDR must be the active node"
                : "Vault answered HTTP " + answer.status());
  }

  private Map<String, String> headers(String value) {
    Map<String, String> headers = new HashMap<>();
    headers.put("x-vault-token", value);
    headers.put("x-vault-request", "true");
    namespace.ifPresent(name -> headers.put("x-vault-namespace", name));
    return headers;
  }

  private static String target(VaultPath secret) {
    String path =
        Arrays.stream(secret.path().split("/", -1))
            .map(VaultHttp::encoded)
            .collect(Collectors.joining("/"));
    return "/v1/" + VaultHttp.encoded(secret.mount()) + "/data/" + path;
  }
}
