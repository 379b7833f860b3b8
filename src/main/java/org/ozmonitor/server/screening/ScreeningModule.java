package org.ozmonitor.server.screening;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.server.breaker.TenantBreakers;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.notification.Deliveries;
import org.ozmonitor.server.notification.FreshDeliveries;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.script.ScriptRunner;
import org.ozmonitor.server.work.EvaluationErrors;
import org.ozmonitor.server.work.Matches;
import org.ozmonitor.server.work.Screenings;

/// Wires screening on one node.
public final class ScreeningModule {
  private ScreeningModule() {}

  /// The verticle: deploy one per process that works. Its undeployment waits a few seconds for what
  /// is in hand and gives the rest back.
  ///
  /// @param database a pool of the engine role
  /// @param breakers of this node
  /// @param fresh where deliveries go that are committed already claimed
  /// @param configuration the newest one that this node has loaded
  /// @param node written into claims, for people to read
  /// @param claimTimeout after this a claim of a silent node is void, unless its scripts may take
  /// longer
  public static Deployable verticle(
      Vertx vertx,
      Database database,
      ScriptRunner runner,
      TenantBreakers breakers,
      Deliveries deliveries,
      FreshDeliveries fresh,
      Topics topics,
      Supplier<Configuration> configuration,
      String node,
      Duration claimTimeout,
      MeterRegistry registry) {
    var screenings = new Screenings();
    var metrics = new ScreeningMetrics(registry);
    var verdicts =
        new Verdicts(
            database,
            screenings,
            new Matches(),
            new EvaluationErrors(),
            deliveries,
            fresh,
            topics,
            configuration,
            node);
    var stage =
        new ScreeningStage(
            vertx,
            new ScreeningStage.Parts(
                database, screenings, verdicts, runner, breakers, node, claimTimeout),
            metrics);
    return new ScreeningVerticle(stage, screenings, database, topics, metrics);
  }
}
