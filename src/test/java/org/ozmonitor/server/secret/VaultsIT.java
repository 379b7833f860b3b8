package org.ozmonitor.server.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.notification.Endpoint;
import org.ozmonitor.fixture.FakeVault;
import org.ozmonitor.server.codec.Secrets;

class VaultsIT {
  private static final Duration TTL = Duration.ofMinutes(5);
  private static final Duration STALE = Duration.ofMinutes(30);

  private final Vertx vertx = Vertx.vertx();
  private final Redaction redaction = new Redaction();
  private final FakeVault vault =
      new FakeVault(vertx, Optional.of("team-a"))
          .token("root")
          .put("hooks/slack", Map.of("url", "https://h/first", "secret", "s1"));
  private final AtomicLong nowNanos = new AtomicLong(5);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void readsTheNewestVersionOfASecret() {
    SecretStore store = withToken("root");
    vault.put("hooks/slack", Map.of("url", "https://h/second"));

    assertThat(find(store, "kv/hooks/slack#url"))
        .isEqualTo(new Resolution.Found("https://h/second"));
    assertThat(vault.requests()).containsExactly("GET /v1/kv/data/hooks/slack");
    assertThat(redaction.apply("went to https://h/second")).isEqualTo("went to ***");
  }

  @Test
  void usesARotatedSecretWithinItsLifetime() {
    SecretStore store = withToken("root");
    assertThat(find(store, "kv/hooks/slack#url"))
        .isEqualTo(new Resolution.Found("https://h/first"));

    vault.put("hooks/slack", Map.of("url", "https://h/second"));
    advance(TTL);

    assertThat(find(store, "kv/hooks/slack#url"))
        .isEqualTo(new Resolution.Found("https://h/second"));
  }

  @Test
  void stopsUsingASecretThatWasDeletedOrForbiddenWithinItsLifetime() {
    vault.put("other", Map.of("key", "value-1"));
    SecretStore store = withToken("root");
    assertThat(find(store, "kv/hooks/slack#url")).isInstanceOf(Resolution.Found.class);
    assertThat(find(store, "kv/other#key")).isInstanceOf(Resolution.Found.class);

    vault.delete("hooks/slack");
    vault.deny("other");
    advance(TTL);

    assertThat(find(store, "kv/hooks/slack#url"))
        .isEqualTo(new Resolution.Missing("its newest version was deleted"));
    assertThat(find(store, "kv/other#key"))
        .isEqualTo(new Resolution.Missing("Vault refuses it: permission denied"));
  }

  @Test
  void stopsUsingSecretsWhenItsTokenIsRevoked() {
    SecretStore store = withToken("root");
    assertThat(find(store, "kv/hooks/slack#url")).isInstanceOf(Resolution.Found.class);

    vault.revokeTokens();
    advance(TTL);

    assertThat(find(store, "kv/hooks/slack#url")).isInstanceOf(Resolution.Missing.class);
  }

  @Test
  void usesTheLastValueWhileVaultIsSealedUpToABound() {
    SecretStore store = withToken("root");
    assertThat(find(store, "kv/hooks/slack#url")).isInstanceOf(Resolution.Found.class);

    vault.seal(true);
    advance(TTL);
    assertThat(find(store, "kv/hooks/slack#url"))
        .isEqualTo(new Resolution.Found("https://h/first"));
    advance(STALE);
    assertThat(find(store, "kv/hooks/slack#url"))
        .isEqualTo(new Resolution.Unavailable("Vault is sealed"));
    vault.seal(false);
    advance(Duration.ofSeconds(5));

    assertThat(find(store, "kv/hooks/slack#url")).isInstanceOf(Resolution.Found.class);
  }

  @Test
  void saysWhatIsMissing() {
    SecretStore store = withToken("root");

    assertThat(find(store, "kv/none#url"))
        .isEqualTo(new Resolution.Missing("Vault has no such secret"));
    assertThat(find(store, "kv/hooks/slack#none"))
        .isEqualTo(new Resolution.Missing("the secret has no text under the key none"));
  }

  @Test
  void logsInByRoleAndAgainBeforeTheLeaseEnds() {
    vault.lease(1000);
    SecretStore store = store(Map.of("VAULT_ROLE_ID", "role", "VAULT_SECRET_ID", "s-id"));
    assertThat(find(store, "kv/hooks/slack#url")).isInstanceOf(Resolution.Found.class);
    assertThat(find(store, "kv/hooks/slack#secret")).isInstanceOf(Resolution.Found.class);
    assertThat(vault.requests()).filteredOn(request -> request.endsWith("login")).hasSize(1);

    advance(Duration.ofMinutes(15));

    assertThat(find(store, "kv/hooks/slack#url")).isInstanceOf(Resolution.Found.class);
    assertThat(vault.requests()).filteredOn(request -> request.endsWith("login")).hasSize(2);
  }

  @Test
  void logsInAgainWhenItsTokenWasRevoked() {
    SecretStore store = store(Map.of("VAULT_ROLE_ID", "role", "VAULT_SECRET_ID", "s-id"));
    assertThat(find(store, "kv/hooks/slack#url")).isInstanceOf(Resolution.Found.class);

    vault.revokeTokens();
    advance(TTL);

    assertThat(find(store, "kv/hooks/slack#url")).isInstanceOf(Resolution.Found.class);
  }

  @Test
  void hasNoSecretsWhenItsRoleIsRefused() {
    SecretStore store = store(Map.of("VAULT_ROLE_ID", "role", "VAULT_SECRET_ID", "revoked"));

    assertThat(find(store, "kv/hooks/slack#url"))
        .isEqualTo(new Resolution.Missing("Vault refuses the login of VAULT_ROLE_ID"));
  }

  @Test
  void isUnavailableWhereNobodyListens() {
    SecretStore store = store(Map.of("VAULT_ADDR", "http://127.0.0.1:1", "VAULT_TOKEN", "root"));

    assertThat(find(store, "kv/hooks/slack#url")).isInstanceOf(Resolution.Unavailable.class);
  }

  @Test
  void asksHashicorpCloudAsOpenZeppelinMonitorDoes() {
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer cloud = cloud(asked);
    Endpoint address = Endpoint.parse("http://127.0.0.1:" + cloud.actualPort()).orElseThrow();
    var secrets =
        new Secrets(
            Map.of(
                "HCP_CLIENT_ID", "id",
                "HCP_CLIENT_SECRET", "c s",
                "HCP_ORG_ID", "org",
                "HCP_PROJECT_ID", "project",
                "HCP_APP_NAME", "app"));
    SecretStore store = store(secrets, new Vaults.Cloud(address, address));

    assertThat(find(store, SecretValue.Type.HASHICORP_CLOUD_VAULT, "slack_url"))
        .isEqualTo(new Resolution.Found("https://h/cloud"));
    assertThat(find(store, SecretValue.Type.HASHICORP_CLOUD_VAULT, "none"))
        .isEqualTo(new Resolution.Missing("HashiCorp Cloud Vault has no such secret"));
    String app = "/secrets/2023-11-28/organizations/org/projects/project/apps/app/secrets/";
    assertThat(asked)
        .containsExactly(
            "/oauth2/token client_id=id&client_secret=c%20s&grant_type=client_credentials"
                + "&audience=https%3A%2F%2Fapi.hashicorp.cloud",
            app + "slack_url:open ", app + "none:open ");
  }

  private HttpServer cloud(List<String> asked) {
    return vertx
        .createHttpServer()
        .requestHandler(
            request ->
                request
                    .body()
                    .onSuccess(
                        body -> {
                          asked.add(request.path() + " " + body);
                          boolean open =
                              "Bearer granted".equals(request.getHeader("authorization"));
                          if ("/oauth2/token".equals(request.path())) {
                            end(
                                request.response(),
                                new JsonObject()
                                    .put("access_token", "granted")
                                    .put("expires_in", 3600));
                          } else if (open
                              && String.valueOf(request.path()).endsWith("/slack_url:open")) {
                            end(
                                request.response(),
                                new JsonObject()
                                    .put(
                                        "secret",
                                        new JsonObject()
                                            .put(
                                                "static_version",
                                                new JsonObject().put("value", "https://h/cloud"))));
                          } else {
                            var _ = request.response().setStatusCode(open ? 404 : 401).end();
                          }
                        }))
        .listen(0, "127.0.0.1")
        .timeout(10, TimeUnit.SECONDS)
        .await();
  }

  private static void end(HttpServerResponse response, JsonObject body) {
    var _ = response.end(body.encode());
  }

  private SecretStore withToken(String token) {
    return store(Map.of("VAULT_TOKEN", token));
  }

  private SecretStore store(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("VAULT_ADDR", vault.address());
    environment.put("VAULT_NAMESPACE", "team-a");
    environment.putAll(more);
    return store(new Secrets(environment), Vaults.Cloud.PUBLIC);
  }

  private SecretStore store(Secrets secrets, Vaults.Cloud cloud) {
    var vaults = new Vaults(vertx, secrets, cloud, nowNanos::get);
    return new SecretStore(
        vertx,
        secrets,
        vaults.sources(),
        new SecretStore.Lifetimes(TTL, STALE),
        nowNanos::get,
        redaction);
  }

  private void advance(Duration time) {
    nowNanos.addAndGet(time.toNanos());
  }

  private static Resolution find(SecretStore store, String name) {
    return find(store, SecretValue.Type.HASHICORP_VAULT, name);
  }

  private static Resolution find(SecretStore store, SecretValue.Type type, String name) {
    Future<Resolution> found = store.resolve(new SecretValue(type, name));
    return found.timeout(10, TimeUnit.SECONDS).await();
  }
}
