package org.ozmonitor.server.bootstrap;

import static java.util.stream.Collectors.joining;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.ozmonitor.server.cluster.LeaseHints;
import org.ozmonitor.server.cluster.LeaseTimes;
import org.ozmonitor.server.cluster.Leases;
import org.ozmonitor.server.cluster.Membership;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.cluster.Workers;
import org.ozmonitor.server.config.ClusterConfig;
import org.ozmonitor.server.config.Role;
import org.ozmonitor.server.config.ServerConfig;
import org.ozmonitor.server.management.ManagementVerticle;
import org.ozmonitor.server.management.Readiness;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.postgres.DatabaseServer;
import org.ozmonitor.server.postgres.ListenChannel;
import org.ozmonitor.server.postgres.Migrations;
import org.ozmonitor.server.postgres.PostgresWatchdog;
import org.ozmonitor.server.postgres.SchemaWatch;
import org.ozmonitor.server.secret.DatabaseSeal;
import org.ozmonitor.server.secret.DocumentSeal;
import org.ozmonitor.server.status.NodeReports;
import org.ozmonitor.server.status.SelfReport;
import org.ozmonitor.server.status.StatusReader;
import org.ozmonitor.server.telemetry.NodeMetrics;

/// Starts a node: the ground that all features stand on, and then the features. Blocks the thread
/// it is
/// called from; what was started before a failure is stopped again.
final class NodeStart {
  private static final int CONNECTIONS = 24;
  private static final String HINTS = "ozm_hints";
  private static final Duration SCHEMA_LOOKS = Duration.ofSeconds(10);

  private NodeStart() {}

  /// Starts a node.
  ///
  /// @param node learns what must be stopped in the end; new
  static void run(Node node, NodeSetup setup) {
    long began = System.nanoTime();
    NodeLog log = new NodeLog();
    try {
      Ground ground = ground(node, setup, log);
      NodeFeatures.start(node, setup, ground);
      node.onStop("readiness", () -> Node.blocking(() -> stopping(ground)));
      ground.readiness().ready("node");
      log.ready((System.nanoTime() - began) / 1_000_000);
    } catch (RuntimeException | IOException e) {
      node.stop();
      throw e instanceof RuntimeException failure
          ? failure
          : new UncheckedIOException((IOException) e);
    }
  }

  private static Ground ground(Node node, NodeSetup setup, NodeLog log) throws IOException {
    ServerConfig config = setup.config();
    String id = id(node, config);
    log.starts(id, setup.roles(), setup.clustered());
    if (!setup.notActedUpon().isEmpty()) {
      log.notActedUpon(setup.notActedUpon());
    }
    DatabaseServer server = DatabaseServer.start(config.databaseUrl(), config.dataDir());
    node.onStop("database server", () -> Node.blocking(server::close));
    Migrations.Result schema = Migrations.run(server.url().get());
    log.schema(schema.applied(), schema.schemaVersion(), schema.known());

    PrometheusMeterRegistry registry = registry(node, id);
    VertxStart started = vertx(setup, registry);
    Vertx vertx = started.vertx();
    node.onStop("vert.x", vertx::close);
    server.embedded().ifPresent(embedded -> watch(node, new PostgresWatchdog(vertx, embedded)));

    Database database =
        Node.await(
            Database.open(
                vertx, server.url(), Database.Settings.of(Database.Access.ENGINE, CONNECTIONS)));
    node.onStop("database pool", database::close);
    if (!database.limitsTransactions()) {
      log.weakerFencing(database.serverVersion());
    }
    SchemaWatch schemaWatch =
        new SchemaWatch(vertx, database.reader(), schema.known(), SCHEMA_LOOKS, setup.outdated());
    schemaWatch.start();
    node.onStop("schema watch", schemaWatch::stop);
    DocumentSeal seal = Node.await(DatabaseSeal.open(database.reader(), SecretKeys.of(config)));
    Ground ground = ground(node, config, id, vertx, registry, database, seal);
    started.hazelcast().ifPresent(it -> ClusterMembers.watch(it, ground.membership()));
    manage(node, ground);
    report(node, setup, ground);
    return ground;
  }

  private static Ground ground(
      Node node,
      ServerConfig config,
      String id,
      Vertx vertx,
      PrometheusMeterRegistry registry,
      Database database,
      DocumentSeal seal) {
    Topics topics = topics(node, config, vertx, registry, database);
    var status = new StatusReader(database.reader(), config.lease().ttl());
    LeaseHints hints = LeaseHints.on(topics);
    node.onStop("lease hints", Node.await(hints.hear(topics))::close);
    Leases leases = new Leases(database.reader(), hints);
    Readiness readiness = new Readiness();
    readiness.expect("node", "starting");
    return new Ground(
        config,
        id,
        vertx,
        registry,
        database,
        seal,
        topics,
        leases,
        new LeaseTimes(config.lease().ttl(), config.lease().renewInterval()),
        new Workers(database.reader()),
        new Membership(vertx),
        readiness,
        new NodeMetrics(registry, System::nanoTime),
        new NodeOperations(status, database, topics));
  }

  private static Topics topics(
      Node node,
      ServerConfig config,
      Vertx vertx,
      PrometheusMeterRegistry registry,
      Database database) {
    if (config.cluster().eventBus() == ClusterConfig.EventBus.MUTED) {
      return Topics.muted(vertx.eventBus());
    }
    ListenChannel channel = new ListenChannel(vertx, database, HINTS);
    node.onStop("hints through the database", channel::stop);
    channel.start();
    return Topics.on(vertx.eventBus(), channel, registry);
  }

  private static String id(Node node, ServerConfig config) throws IOException {
    if (config.nodeId().isPresent()) {
      return config.nodeId().get();
    }
    NodeSlot slot = NodeSlot.take(config.dataDir(), () -> "node-" + UUID.randomUUID());
    node.onStop("node slot", () -> Node.blocking(slot::close));
    return slot.id();
  }

  private static PrometheusMeterRegistry registry(Node node, String id) {
    PrometheusMeterRegistry registry = Meters.registry(id);
    node.onStop("meters", () -> Node.blocking(registry::close));
    return registry;
  }

  private static VertxStart vertx(NodeSetup setup, PrometheusMeterRegistry registry) {
    return setup.clustered()
        ? VertxStart.clustered(setup.vertxOptions(), setup.config().cluster(), registry)
        : VertxStart.alone(setup.vertxOptions(), registry);
  }

  private static void watch(Node node, PostgresWatchdog watchdog) {
    watchdog.start();
    node.onStop("database watchdog", watchdog::stop);
  }

  private static void manage(Node node, Ground ground) {
    node.deploy(
        ground.vertx(),
        "management port",
        new ManagementVerticle(
            ground.config().management(),
            ground.readiness(),
            () -> ground.database().reader().query("SELECT 1").execute().mapEmpty(),
            ground.registry(),
            ground.operations()));
  }

  /// From the first moment on others can see that this node is there, and what it waits for.
  private static void report(Node node, NodeSetup setup, Ground ground) {
    SelfReport report =
        new SelfReport(
            ground.vertx(),
            new NodeReports(ground.database().reader()),
            ground.health(),
            new SelfReport.About(
                ground.id(),
                setup.roles().stream().map(Role::toString).sorted().collect(joining(",")),
                Main.version(),
                ground.config().worker().healthCheckInterval()),
            () -> missing(ground.readiness()));
    report.start();
    node.onStop("report of the node", report::stop);
  }

  private static JsonObject missing(Readiness readiness) {
    JsonObject json = new JsonObject();
    readiness.missing().forEach((name, reasons) -> json.put(name, new JsonArray(reasons)));
    return json;
  }

  /// The first thing of a stop: whoever asks `/ready` must know before anything is gone.
  private static void stopping(Ground ground) {
    ground.readiness().report("node", List.of("stopping"));
  }
}
