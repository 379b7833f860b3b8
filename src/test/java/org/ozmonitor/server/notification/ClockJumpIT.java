package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.server.notification.HttpReceiver.Request;

/// The clock of the database jumps while deliveries are due or claimed: none is lost, none gets
/// another id.
final class ClockJumpIT {
  private static final int COUNT = 20;
  private final DeliveryStage stage = new DeliveryStage();

  @BeforeEach
  void configure() {
    stage.rows.trigger(DeliveryStage.quick(NotificationRows.webhook(stage.receiver.url()), 3));
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void repeatsUnderTheSameIdWhenAClockAheadEndsClaimsEarly() {
    stage.receiver.answer(
        (n, response) -> stage.vertx.setTimer(n <= COUNT ? 1_500 : 1, _ -> response.end()));
    stage.due(COUNT);
    var now = stage.node();
    now.module().poke();
    await().until(() -> stage.receiver.requests().size() >= COUNT);

    stage.nodeAt(Duration.ofMinutes(10)).module().poke();

    stage.awaitOutcomes(COUNT, "delivered");
    assertThat(stage.receiver.requests().stream().map(Request::id).distinct()).hasSize(COUNT);
  }

  @Test
  void sendsOnceWhenTheClockWasSetBackForAWhile() {
    stage.due(COUNT);
    try (var behind = stage.nodeAt(Duration.ofDays(-1))) {
      behind.module().poke();
      await().during(Duration.ofSeconds(2)).until(() -> stage.receiver.requests().isEmpty());
    }

    stage.node().module().poke();

    stage.awaitOutcomes(COUNT, "delivered");
    assertThat(stage.receiver.requests()).hasSize(COUNT);
  }

  @Test
  void triesBeforeItGivesUpWhenTheClockIsFarAhead() {
    stage.receiver.answer((n, response) -> response.setStatusCode(n <= 4 ? 503 : 200).end());
    stage.due(1);
    try (var node = stage.node()) {
      node.module().poke();
      await().until(() -> stage.receiver.requests().size() >= 4);
    }

    try (var ahead = stage.nodeAt(Duration.ofDays(30))) {
      ahead.module().poke();
      stage.awaitOutcomes(1, "delivered");
    }
  }
}
