package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ozmonitor.server.notification.DeliveryStage.quick;
import static org.ozmonitor.server.notification.NotificationRows.detected;
import static org.ozmonitor.server.notification.NotificationRows.webhook;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Where OpenZeppelin Monitor loses or repeats alerts on their way out: we do not.
class UpstreamDeliveryLossIT {
  private final DeliveryStage stage = new DeliveryStage();

  @BeforeEach
  void configure() {
    stage.rows.trigger(quick(webhook(stage.receiver.url()), 3));
  }

  @AfterEach
  void close() {
    stage.close();
  }

  /// Upstream: a match lives in memory until it is sent, and dies with the process.
  @Test
  void aCrashBetweenMatchAndDeliveryLosesNothing() {
    NewDelivery[] all =
        IntStream.range(0, 50)
            .mapToObj(n -> detected(stage.rows.match(1_000 + n), 5))
            .toArray(NewDelivery[]::new);
    var deliveries = new Deliveries(System::nanoTime, Duration.ofSeconds(4));
    assertThat(stage.rows.insert(deliveries, 30, all))
        .as("committed as claimed by a node that dies before it sends them")
        .hasSize(30);

    stage.nodeAt(Duration.ofSeconds(5)).module().poke();

    stage.awaitOutcomes(50, "delivered");
    assertEachOnce(50);
  }

  /// Upstream: after three retries within seconds the alert is dropped.
  @Test
  void aNotificationThatFailsBeyondItsRetriesArrivesInTheEnd() {
    stage.receiver.answer((n, response) -> response.setStatusCode(n <= 5 ? 503 : 200).end());
    stage.due(1);
    try (var node = stage.node()) {
      node.module().poke();
      await().until(() -> stage.receiver.requests().size() == 4);
      assertThat(stage.rows.outcomes()).containsExactly("detected -");
    }
    for (int hour = 1; hour <= 3; hour++) {
      int before = stage.receiver.requests().size();
      try (var node = stage.nodeAt(Duration.ofHours(hour))) {
        node.module().poke();
        int wanted = Math.min(6, before + 1);
        await().until(() -> stage.receiver.requests().size() >= wanted);
      }
    }

    stage.awaitOutcomes(1, "delivered");
    assertThat(stage.receiver.requests()).hasSize(6);
    assertThat(ids()).containsOnly(ids().getFirst());
  }

  /// Upstream: detached tasks are cut off in the middle.
  @Test
  void aShutdownInMidFlightFinishesWhatIsSentAndReturnsTheRest() {
    stage.receiver.answer((_, response) -> stage.vertx.setTimer(300, _ -> response.end()));
    stage.due(200);
    var first = stage.node();
    first.module().poke();
    await().until(() -> !stage.receiver.requests().isEmpty());

    first.close();

    int finished = stage.receiver.requests().size();
    assertThat(finished).isLessThan(200);
    assertThat(stage.rows.select("SELECT 1 FROM deliveries WHERE outcome = 'delivered'"))
        .hasSize(finished);
    stage.receiver.answer((_, response) -> response.end());
    stage.node().module().poke();
    stage.awaitOutcomes(200, "delivered");
    assertEachOnce(200);
  }

  /// Upstream: two instances send everything twice.
  @Test
  void twoInstancesSendEachAlertOnce() {
    var one = stage.node();
    var other = stage.node();
    stage.due(300);

    one.module().poke();
    other.module().poke();

    stage.awaitOutcomes(300, "delivered");
    assertEachOnce(300);
  }

  private void assertEachOnce(int count) {
    assertThat(ids()).hasSize(count).doesNotHaveDuplicates();
    assertThat(
            stage.rows.select("SELECT id FROM deliveries").stream()
                .map(row -> UUID.fromString(row.getFirst()).toString()))
        .containsExactlyInAnyOrderElementsOf(ids());
  }

  private List<String> ids() {
    return stage.receiver.requests().stream().map(HttpReceiver.Request::id).toList();
  }
}
