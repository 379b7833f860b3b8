package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.fixture.TestSeal;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.script.Scripts;
import org.ozmonitor.server.secret.SecretStore;

/// A database, a receiver, and delivery engines that run until the stage is closed.
final class DeliveryStage implements AutoCloseable {
  static final DeliverySettings SETTINGS =
      new DeliverySettings(
          Duration.ofDays(3), Duration.ofSeconds(2), Duration.ofSeconds(4), 256, 128, 64, true);

  final Vertx vertx = Vertx.vertx();
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final TestDatabase database = TestDatabase.create(vertx);
  final NotificationRows rows = new NotificationRows(database);
  final HttpReceiver receiver = new HttpReceiver(vertx);
  private final List<HttpReceiver> receivers = new ArrayList<>(List.of(receiver));
  private final List<Node> nodes = new ArrayList<>();

  /// One engine, as a node has it.
  final class Node implements AutoCloseable {
    private final NotificationModule module;
    private final String deployment;

    private Node(NotificationModule module) {
      this.module = module;
      this.deployment = NotificationRows.await(vertx.deployVerticle(module.verticle()));
    }

    NotificationModule module() {
      return module;
    }

    @Override
    public void close() {
      if (nodes.remove(this)) {
        NotificationRows.await(vertx.undeploy(deployment));
      }
    }
  }

  Node node() {
    return node(SETTINGS, database.engine().reader());
  }

  /// A node whose database is that much later.
  Node nodeAt(Duration offset) {
    return node(SETTINGS, database.engineAt(offset).reader());
  }

  Node node(DeliverySettings settings, SqlClient client) {
    var node =
        new Node(
            new NotificationModule(
                vertx,
                settings,
                new NotificationModule.Needs(
                    client,
                    Topics.on(vertx.eventBus()),
                    registry,
                    "node",
                    System::nanoTime,
                    Clock.systemUTC(),
                    new Random(1),
                    SecretStore.local(vertx, new Secrets(Map.of())),
                    TestSeal.of(database.engine().reader()),
                    Scripts.runner(vertx, new SimpleMeterRegistry()),
                    _ -> Integer.MAX_VALUE)));
    nodes.add(node);
    return node;
  }

  /// A receiver that takes requests and never answers.
  HttpReceiver hanging() {
    HttpReceiver hanging = new HttpReceiver(vertx);
    hanging.answer((_, _) -> {});
    receivers.add(hanging);
    return hanging;
  }

  DeadLetters deadLetters() {
    return new DeadLetters(database.engine().reader());
  }

  /// Deliveries of as many new matches, one after the other, due.
  void due(int count) {
    due(0, count);
  }

  void due(int from, int count) {
    var deliveries = new Deliveries(System::nanoTime, Duration.ofSeconds(4));
    NewDelivery[] all =
        IntStream.range(from, from + count)
            .mapToObj(n -> NotificationRows.detected(rows.match(1_000 + n), 5 + n))
            .toArray(NewDelivery[]::new);
    assertThat(rows.insert(deliveries, 0, all)).isEmpty();
  }

  void awaitOutcomes(int count, String outcome) {
    await("%d %s".formatted(count, outcome))
        .untilAsserted(
            () ->
                assertThat(
                        rows.select("SELECT 1 FROM deliveries WHERE outcome = $1", outcome).size())
                    .isEqualTo(count));
  }

  /// The trigger's document with quick retries.
  static JsonObject quick(JsonObject trigger, int maxRetries) {
    JsonObject pause = new JsonObject().put("secs", 0).put("nanos", 5_000_000);
    trigger
        .getJsonObject("config")
        .put(
            "retry_policy",
            new JsonObject()
                .put("max_retries", maxRetries)
                .put("initial_backoff", pause)
                .put("max_backoff", pause)
                .put("jitter", "none"));
    return trigger;
  }

  @Override
  public void close() {
    receivers.forEach(HttpReceiver::hangUp); // a node waits for what it has in hand
    List.copyOf(nodes).forEach(Node::close);
    database.close();
    vertx.close().await();
  }
}
