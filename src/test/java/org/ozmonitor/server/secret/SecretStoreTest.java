package org.ozmonitor.server.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.server.codec.Secrets;

class SecretStoreTest {
  private static final SecretValue SECRET =
      new SecretValue(SecretValue.Type.HASHICORP_VAULT, "kv/team#token");
  private static final Map<String, String> ENVIRONMENT =
      Map.of("VAULT_ADDR", "http://vault", "VAULT_TOKEN", "t", "TEAM_KEY", "k1", "HOME", "/root");
  private static final Resolution DOWN = new Resolution.Unavailable("no connection");

  private final Vertx vertx = Vertx.vertx();
  private final List<String> asked = new ArrayList<>();
  private final SecretStore.Lifetimes lifetimes =
      new SecretStore.Lifetimes(Duration.ofMinutes(5), Duration.ofHours(1));
  private Resolution told = new Resolution.Found("first");
  private long nowNanos = 77;

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void asksAVaultOnceWithinTheLifetime() {
    SecretStore store = store();

    assertThat(resolve(store)).isEqualTo(new Resolution.Found("first"));
    told = new Resolution.Found("second");
    advance(Duration.ofMinutes(5).minusNanos(1));
    assertThat(resolve(store)).isEqualTo(new Resolution.Found("first"));
    advance(Duration.ofNanos(1));

    assertThat(resolve(store)).isEqualTo(new Resolution.Found("second"));
    assertThat(asked).containsExactly("kv/team#token", "kv/team#token");
  }

  @Test
  void doesNotUseARevokedSecretBeyondItsLifetime() {
    SecretStore store = store();
    assertThat(resolve(store)).isEqualTo(new Resolution.Found("first"));

    told = new Resolution.Missing("permission denied");
    advance(Duration.ofMinutes(5));

    assertThat(resolve(store)).isEqualTo(told);
    assertThat(store.current(SECRET)).isEmpty();
  }

  @Test
  void usesTheLastValueWhileTheVaultIsDownUpToABound() {
    SecretStore store = store();
    assertThat(resolve(store)).isEqualTo(new Resolution.Found("first"));

    told = DOWN;
    advance(Duration.ofMinutes(64));
    assertThat(resolve(store)).isEqualTo(new Resolution.Found("first"));
    assertThat(store.current(SECRET)).contains("first");
    advance(Duration.ofMinutes(1));

    assertThat(resolve(store)).isEqualTo(DOWN);
    assertThat(store.current(SECRET)).isEmpty();
  }

  @Test
  void asksAgainAfterAShortPauseWhatCouldNotBeHad() {
    SecretStore store = store();
    told = DOWN;
    assertThat(resolve(store)).isEqualTo(DOWN);
    told = new Resolution.Found("first");

    assertThat(resolve(store)).isEqualTo(DOWN);
    advance(Duration.ofSeconds(5));

    assertThat(resolve(store)).isEqualTo(new Resolution.Found("first"));
    assertThat(asked).hasSize(2);
  }

  @Test
  void asksOnceForAllWhoWait() {
    Promise<Resolution> answer = Promise.promise();
    SecretStore store = store(_ -> answer.future());
    Future<Resolution> one = store.resolve(SECRET);
    Future<Resolution> other = store.resolve(SECRET);

    answer.complete(new Resolution.Found("first"));

    assertThat(await(Future.all(one, other)).<Resolution>list())
        .containsOnly(new Resolution.Found("first"));
    assertThat(asked).hasSize(1);
  }

  @Test
  void knowsLaterWhatItWasAskedForInPassing() {
    Promise<Resolution> answer = Promise.promise();
    SecretStore store = store(_ -> answer.future());

    assertThat(store.current(SECRET)).isEmpty();
    answer.complete(new Resolution.Found("first"));

    assertThat(store.current(SECRET)).contains("first");
  }

  @Test
  void takesASourceThatThrowsForOneThatIsDown() {
    SecretStore store =
        store(
            _ -> {
              throw new IllegalStateException("boom");
            });

    assertThat(resolve(store)).isEqualTo(new Resolution.Unavailable("IllegalStateException"));
  }

  @Test
  void findsOnlyVariablesThatTheOperatorAllows() {
    SecretStore store = store();

    assertThat(resolve(store, variable("TEAM_KEY"))).isEqualTo(new Resolution.Found("k1"));
    assertThat(resolve(store, variable("HOME"))).isInstanceOf(Resolution.Missing.class);
    assertThat(resolve(store, variable("TEAM_NONE"))).isInstanceOf(Resolution.Missing.class);
  }

  @Test
  void keepsTheKeysOfTheHouseFromAnyPattern() {
    SecretStore any = SecretStore.local(vertx, new Secrets(ENVIRONMENT));
    SecretStore named = SecretStore.local(vertx, new Secrets(ENVIRONMENT, List.of("VAULT_TOKEN")));

    assertThat(resolve(any, variable("HOME"))).isEqualTo(new Resolution.Found("/root"));
    assertThat(resolve(any, variable("VAULT_TOKEN"))).isInstanceOf(Resolution.Missing.class);
    assertThat(resolve(named, variable("VAULT_TOKEN"))).isEqualTo(new Resolution.Found("t"));
  }

  @Test
  void givesAllOfSeveralOrTheFirstReason() {
    SecretStore store = store();

    assertThat(await(store.resolveAll(List.of(SecretValue.plain("a"), SECRET))))
        .isEqualTo(new Resolutions.All(List.of("a", "first")));
    assertThat(await(store.resolveAll(List.of(SECRET, variable("HOME")))))
        .isInstanceOf(Resolutions.Incomplete.class);
  }

  @Test
  void showsNoValueInItsTexts() {
    assertThat(new Resolution.Found("s3cr3t")).hasToString("***");
    assertThat(new Resolutions.All(List.of("s3cr3t"))).hasToString("***");
  }

  private SecretStore store() {
    return store(_ -> Future.succeededFuture(told));
  }

  private SecretStore store(SecretSource source) {
    SecretSource counted =
        name -> {
          asked.add(name);
          return source.read(name);
        };
    return new SecretStore(
        vertx,
        new Secrets(ENVIRONMENT, List.of("TEAM_*")),
        Map.of(SecretValue.Type.HASHICORP_VAULT, counted),
        lifetimes,
        () -> nowNanos,
        new Redaction());
  }

  private void advance(Duration time) {
    nowNanos += time.toNanos();
  }

  private static SecretValue variable(String name) {
    return new SecretValue(SecretValue.Type.ENVIRONMENT, name);
  }

  private static Resolution resolve(SecretStore store) {
    return resolve(store, SECRET);
  }

  private static Resolution resolve(SecretStore store, SecretValue secret) {
    return await(store.resolve(secret));
  }

  private static <T> T await(Future<T> future) {
    return future.timeout(10, TimeUnit.SECONDS).await();
  }
}
