package org.ozmonitor.server.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.fixture.TestSeal;

/// What `worker.tenant_reload_interval` finds, which versions do not tell.
final class ConfigurationReloadIT {
  private static final Duration NEVER = Duration.ofHours(1);

  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.create(vertx);
  private final ConfigurationLog log =
      new ConfigurationLog(vertx, TestSeal.of(database.engine().reader()));
  private final List<Configuration> shown = new CopyOnWriteArrayList<>();
  @TempDir private Path directory;

  @BeforeEach
  void importTree() {
    done(log.ensureTenant(database.engine().reader(), TenantId.DEFAULT, "default", "Default"));
    apply(TreeBuilder.sound(directory));
  }

  @AfterEach
  void close() {
    database.close();
    vertx.close().timeout(10, TimeUnit.SECONDS).await();
  }

  @Test
  void readsAnewWhatWasChangedWithoutANewVersion() {
    ConfigurationWatch watch = watch(Duration.ofMillis(200));
    awaitFirstLook();
    assertThat(watch.current().activeMonitors("eth")).hasSize(1);

    sql("DELETE FROM config_revision WHERE kind = 'monitor'");

    await().until(() -> watch.current().activeMonitors("eth").isEmpty());
    assertThat(watch.current().version()).isEqualTo(1);
    assertThat(shown).hasSize(2); // the first load, and this one
    done(watch.stop());
  }

  @Test
  void goesBackWithADatabaseThatWasRestored() {
    apply(TreeBuilder.sound(directory).monitor("b", "B", "eth"));
    ConfigurationWatch watch = watch(Duration.ofMillis(200));
    awaitFirstLook();
    assertThat(watch.current().version()).isEqualTo(2);

    sql("DELETE FROM config_revision WHERE from_version = 2");
    sql("UPDATE config_head SET version = 1");

    await().until(() -> watch.current().version() == 1);
    assertThat(watch.current().activeMonitors("eth")).hasSize(1);
    done(watch.stop());
  }

  @Test
  void looksAtOnceWhenItIsTold() {
    ConfigurationWatch watch = watch(NEVER);
    watch.reload();
    awaitFirstLook();
    sql("DELETE FROM config_revision WHERE kind = 'monitor'");

    watch.reload();

    await().until(() -> watch.current().activeMonitors("eth").isEmpty());
    done(watch.stop());
  }

  @Test
  void readsNothingAnewWhileNothingChanged() {
    ConfigurationWatch watch = watch(Duration.ofMillis(50));
    awaitFirstLook();
    Configuration before = watch.current();

    await().during(Duration.ofMillis(500)).until(() -> watch.current() == before);
    apply(TreeBuilder.sound(directory).monitor("b", "B", "eth"));
    await().until(() -> watch.current().version() == 2);
    await().during(Duration.ofMillis(300)).until(() -> shown.size() == 2);
    done(watch.stop());
  }

  @Test
  void readsNothingAnewWhenOldRevisionsAreForgotten() {
    apply(TreeBuilder.sound(directory).monitor("usdc", "USDC", "eth"));
    ConfigurationWatch watch = watch(Duration.ofMillis(50));
    awaitFirstLook();
    Configuration before = watch.current();
    sql("UPDATE config_head SET pruned_to = 2");

    assertThat(done(new OldRevisions().remove(database.engine().reader(), 100))).isEqualTo(1);

    await().during(Duration.ofMillis(500)).until(() -> watch.current() == before);
    done(watch.stop());
  }

  private ConfigurationWatch watch(Duration reloadInterval) {
    var watch =
        new ConfigurationWatch(
            vertx, database.engine().reader(), log, Duration.ofMillis(100), reloadInterval);
    watch.onChange(shown::add);
    done(watch.start());
    return watch;
  }

  /// The first look is what later ones are compared with.
  private static void awaitFirstLook() {
    await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
  }

  private void apply(TreeBuilder tree) {
    var _ =
        done(
            database
                .engine()
                .inTransaction(connection -> log.apply(connection, TenantId.DEFAULT, tree.read())));
  }

  private void sql(String statement) {
    var _ = done(database.engine().reader().query(statement).execute());
  }

  private static <T> T done(Future<T> future) {
    return future.timeout(10, TimeUnit.SECONDS).await();
  }
}
