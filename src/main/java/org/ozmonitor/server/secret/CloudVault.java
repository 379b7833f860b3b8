package org.ozmonitor.server.secret;

import io.vertx.core.Future;
import java.util.Map;
import org.ozmonitor.core.notification.Endpoint;

/// Static secrets of HashiCorp Cloud Vault Secrets, asked as OpenZeppelin Monitor asks.
/// Thread-safe.
final class CloudVault implements SecretSource {
  private final VaultHttp http;
  private final Endpoint api;
  private final String path;
  private final VaultToken token;

  /// @param api where secrets are, for example `https://api.cloud.hashicorp.com`
  /// @param path of the app, up to `/secrets`
  CloudVault(VaultHttp http, Endpoint api, String path, VaultToken token) {
    this.http = http;
    this.api = api;
    this.path = path;
    this.token = token;
  }

  @Override
  public Future<Resolution> read(String name) {
    return token
        .ask(
            value ->
                http.get(
                    api,
                    path + "/" + VaultHttp.encoded(name) + ":open",
                    Map.of("authorization", "Bearer " + value)),
            CloudVault::isRefused,
            CloudVault::judge)
        .otherwise(
            cause ->
                new Resolution.Unavailable(
                    "HashiCorp Cloud Vault does not answer: " + cause.getClass().getSimpleName()));
  }

  private static boolean isRefused(VaultHttp.Answer answer) {
    return answer.status() == 401 || answer.status() == 403;
  }

  private static Resolution judge(VaultHttp.Answer answer) {
    return switch (answer.status()) {
      case 200 -> {
        var value = answer.body().path("secret").path("static_version").path("value");
        yield value.isTextual()
            ? new Resolution.Found(value.textValue())
            : new Resolution.Missing("it is no static secret");
      }
      case 401, 403 -> new Resolution.Missing("HashiCorp Cloud Vault refuses it");
      case 404 -> new Resolution.Missing("HashiCorp Cloud Vault has no such secret");
      default ->
          new Resolution.Unavailable("HashiCorp Cloud Vault answered HTTP " + answer.status());
    };
  }
}
