package org.ozmonitor.server.work;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Deployable;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.fixture.TestSeal;
import org.ozmonitor.server.breaker.TenantBreakers;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.notification.Deliveries;
import org.ozmonitor.server.notification.DeliverySettings;
import org.ozmonitor.server.notification.FreshDeliveries;
import org.ozmonitor.server.notification.NotificationModule;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.screening.ScreeningModule;
import org.ozmonitor.server.script.ScriptRunner;
import org.ozmonitor.server.secret.SecretStore;

/// Screening and delivery behind the lanes of a stage, as a node has them. Blocks; confined to the
/// test's thread.
final class BehindLanes {
  private final WorkStage stage;
  private final ScriptRunner scripts;
  private final Topics topics;
  private final List<String> deployed = new ArrayList<>();

  BehindLanes(WorkStage stage, ScriptRunner scripts, Topics topics) {
    this.stage = stage;
    this.scripts = scripts;
    this.topics = topics;
  }

  /// Asks scripts, with the newest configuration and breakers of its own.
  void screen() {
    Configuration configuration = stage.newestConfiguration();
    screen(stage.engine, stage.breakers("node"), () -> configuration);
  }

  void screen(Database database, TenantBreakers breakers, Supplier<Configuration> configuration) {
    deploy(
        ScreeningModule.verticle(
            stage.vertx,
            database,
            scripts,
            breakers,
            new Deliveries(System::nanoTime, Duration.ofSeconds(30)),
            FreshDeliveries.NONE,
            topics,
            configuration,
            "node",
            Duration.ofSeconds(60),
            new SimpleMeterRegistry()));
  }

  void deliver(DeliverySettings settings) {
    var notification =
        new NotificationModule(
            stage.vertx,
            settings,
            new NotificationModule.Needs(
                stage.engine.reader(),
                topics,
                new SimpleMeterRegistry(),
                "node",
                System::nanoTime,
                Clock.systemUTC(),
                new Random(1),
                SecretStore.local(stage.vertx, new Secrets(Map.of())),
                TestSeal.of(stage.engine.reader()),
                scripts,
                _ -> Integer.MAX_VALUE));
    deploy(notification.verticle());
  }

  /// Waits for what is in hand, and until it is written down.
  void stop() {
    deployed.forEach(id -> stage.vertx.undeploy(id).timeout(30, TimeUnit.SECONDS).await());
    deployed.clear();
  }

  private void deploy(Deployable verticle) {
    deployed.add(WorkStage.await(stage.vertx.deployVerticle(verticle)));
  }
}
