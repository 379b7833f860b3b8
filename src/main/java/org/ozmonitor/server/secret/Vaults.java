package org.ozmonitor.server.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.notification.Endpoint;
import org.ozmonitor.server.codec.Secrets;

/// The vaults that the environment of the process names.
public final class Vaults {
  private final Vertx vertx;
  private final Secrets secrets;
  private final Cloud cloud;
  private final LongSupplier nanoTime;

  /// Where HashiCorp Cloud Vault is reached.
  ///
  /// @param login gives tokens
  /// @param api keeps secrets
  public record Cloud(Endpoint login, Endpoint api) {
    /// The public service.
    public static final Cloud PUBLIC =
        new Cloud(
            Endpoint.parse("https://auth.idp.hashicorp.com").orElseThrow(),
            Endpoint.parse("https://api.cloud.hashicorp.com").orElseThrow());
  }

  /// @param secrets know the environment with its `VAULT_…` and `HCP_…`
  /// @param nanoTime a monotonic clock
  public Vaults(Vertx vertx, Secrets secrets, Cloud cloud, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.secrets = secrets;
    this.cloud = cloud;
    this.nanoTime = nanoTime;
  }

  /// A store that knows the vaults of the environment, at their public addresses.
  ///
  /// @param nanoTime a monotonic clock
  public static SecretStore store(
      Vertx vertx, Secrets secrets, SecretStore.Lifetimes lifetimes, LongSupplier nanoTime) {
    var vaults = new Vaults(vertx, secrets, Cloud.PUBLIC, nanoTime);
    return new SecretStore(vertx, secrets, vaults.sources(), lifetimes, nanoTime, new Redaction());
  }

  /// Those that are set up, by the type that documents name.
  public Map<SecretValue.Type, SecretSource> sources() {
    Map<SecretValue.Type, SecretSource> sources = new EnumMap<>(SecretValue.Type.class);
    if (secrets.missing(SecretValue.Type.HASHICORP_VAULT).isEmpty()) {
      Endpoint.parse(variable("VAULT_ADDR"))
          .ifPresent(
              address -> sources.put(SecretValue.Type.HASHICORP_VAULT, keyValueVault(address)));
    }
    if (secrets.missing(SecretValue.Type.HASHICORP_CLOUD_VAULT).isEmpty()) {
      sources.put(SecretValue.Type.HASHICORP_CLOUD_VAULT, cloudVault());
    }
    return sources;
  }

  private String variable(String name) {
    return secrets.environment().getOrDefault(name, "");
  }

  private Optional<String> optional(String name) {
    return Optional.ofNullable(secrets.environment().get(name)).filter(value -> !value.isEmpty());
  }

  private SecretSource keyValueVault(Endpoint address) {
    var http = new VaultHttp(vertx, optional("VAULT_CACERT"));
    Optional<String> namespace = optional("VAULT_NAMESPACE");
    VaultToken token =
        optional("VAULT_TOKEN")
            .map(VaultToken::of)
            .orElseGet(() -> new LeasedToken(() -> appRole(http, address, namespace), nanoTime));
    return new KeyValueVault(http, address, namespace, token);
  }

  private Future<LeasedToken.Login> appRole(
      VaultHttp http, Endpoint address, Optional<String> namespace) {
    String mount = optional("VAULT_APPROLE_MOUNT").orElse("approle");
    Map<String, String> headers = new HashMap<>();
    headers.put("content-type", "application/json");
    headers.put("x-vault-request", "true");
    namespace.ifPresent(name -> headers.put("x-vault-namespace", name));
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put("role_id", variable("VAULT_ROLE_ID"))
            .put("secret_id", variable("VAULT_SECRET_ID"))
            .toString();
    return http.post(address, "/v1/auth/" + VaultHttp.encoded(mount) + "/login", headers, body)
        .map(
            answer ->
                switch (answer.status()) {
                  case 200 -> {
                    JsonNode auth = answer.body().path("auth");
                    yield new LeasedToken.Login.Grant(
                        auth.path("client_token").asText(),
                        Duration.ofSeconds(auth.path("lease_duration").asLong()));
                  }
                  case 400, 403 ->
                      new LeasedToken.Login.Failed(
                          new Resolution.Missing("Vault refuses the login of VAULT_ROLE_ID"));
                  default -> new LeasedToken.Login.Failed(KeyValueVault.unavailable(answer));
                });
  }

  private SecretSource cloudVault() {
    var http = new VaultHttp(vertx, Optional.empty());
    String path =
        "/secrets/2023-11-28/organizations/%s/projects/%s/apps/%s/secrets"
            .formatted(
                VaultHttp.encoded(variable("HCP_ORG_ID")),
                VaultHttp.encoded(variable("HCP_PROJECT_ID")),
                VaultHttp.encoded(variable("HCP_APP_NAME")));
    return new CloudVault(
        http, cloud.api(), path, new LeasedToken(() -> cloudLogin(http), nanoTime));
  }

  private Future<LeasedToken.Login> cloudLogin(VaultHttp http) {
    String form =
        "client_id=%s&client_secret=%s&grant_type=client_credentials&audience=%s"
            .formatted(
                VaultHttp.encoded(variable("HCP_CLIENT_ID")),
                VaultHttp.encoded(variable("HCP_CLIENT_SECRET")),
                VaultHttp.encoded("https://api.hashicorp.cloud"));
    return http.post(
            cloud.login(),
            "/oauth2/token",
            Map.of("content-type", "application/x-www-form-urlencoded"),
            form)
        .map(
            answer ->
                switch (answer.status()) {
                  case 200 ->
                      new LeasedToken.Login.Grant(
                          answer.body().path("access_token").asText(),
                          Duration.ofSeconds(answer.body().path("expires_in").asLong()));
                  case 400, 401, 403 ->
                      new LeasedToken.Login.Failed(
                          new Resolution.Missing(
                              "HashiCorp Cloud Vault refuses the login of HCP_CLIENT_ID"));
                  default ->
                      new LeasedToken.Login.Failed(
                          new Resolution.Unavailable(
                              "HashiCorp Cloud Vault answered HTTP " + answer.status()));
                });
  }
}
