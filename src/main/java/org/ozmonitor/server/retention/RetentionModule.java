package org.ozmonitor.server.retention;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.server.block.BlockLog;
import org.ozmonitor.server.definition.ConfigurationLog;
import org.ozmonitor.server.postgres.Database;

/// Wires retention. Thread-safe.
public final class RetentionModule {
  private final Vertx vertx;
  private final Database database;
  private final RetentionSettings settings;
  private final LogCleaning logs;
  private final MatchCleaning matches;
  private final RetentionMetrics metrics;
  private final RetentionLog log = new RetentionLog();

  /// @param database a pool of the engine role
  /// @param configuration the newest that this node knows
  public RetentionModule(
      Vertx vertx,
      Database database,
      RetentionSettings settings,
      BlockLog blockLog,
      ConfigurationLog configurations,
      Supplier<Configuration> configuration,
      MeterRegistry registry) {
    this.vertx = vertx;
    this.database = database;
    this.settings = settings;
    this.logs = new LogCleaning(database, blockLog, configurations, configuration);
    this.matches = new MatchCleaning(database, configuration);
    this.metrics = new RetentionMetrics(registry);
  }

  /// The verticle of this node: deploy one per process.
  ///
  /// @param node this process's id
  public Deployable verticle(String node) {
    return new RetentionVerticle(
        node, settings, new SweepTurns(database.reader()), this::sweep, log);
  }

  /// One turn.
  Sweep sweep() {
    return new Sweep(vertx, database, settings, logs, matches, log, metrics);
  }
}
