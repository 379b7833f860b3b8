package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ozmonitor.server.notification.NotificationRows.detected;
import static org.ozmonitor.server.notification.NotificationRows.webhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.tenant.TenantId;

/// Receivers in trouble, and what they cost others.
class EndpointCareIT {
  private final DeliveryStage stage = new DeliveryStage();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void anOpenBreakerUsesUpNoAttempts() {
    stage.receiver.answer((_, response) -> response.setStatusCode(500).end());
    stage.rows.trigger(webhook(stage.receiver.url()));
    stage.due(100);

    stage.node().module().poke();

    await()
        .untilAsserted(
            () ->
                assertThat(
                        stage.rows.select(
                            "SELECT 1 FROM delivery_queue"
                                + " WHERE claimed_until IS NULL AND due_at > ozm_now()"))
                    .hasSize(100));
    int tried = stage.receiver.requests().size();
    assertThat(tried).isBetween(5, EndpointLine.FIRST_ALLOWED);
    assertThat(stage.rows.select("SELECT 1 FROM delivery_queue WHERE attempt = 0"))
        .hasSize(100 - tried);
    await()
        .untilAsserted(
            () ->
                assertThat(
                        stage
                            .registry
                            .get("ozm.breaker.state")
                            .tags("kind", "endpoint", "state", "open")
                            .gauge()
                            .value())
                    .isEqualTo(1));
  }

  @Test
  void retryAfterHoldsForTheWholeEndpoint() {
    stage.receiver.answer(
        (_, response) -> response.setStatusCode(429).putHeader("Retry-After", "600").end());
    stage.rows.trigger(webhook(stage.receiver.url()));
    stage.due(200);

    stage.node().module().poke();

    await()
        .untilAsserted(
            () ->
                assertThat(
                        stage.rows.select(
                            "SELECT 1 FROM delivery_queue"
                                + " WHERE due_at > ozm_now() + interval '9 minutes'"))
                    .hasSize(200));
    assertThat(stage.receiver.requests()).hasSizeLessThanOrEqualTo(EndpointLine.FIRST_ALLOWED);
  }

  @Test
  void aHangingEndpointIsGivenNoMoreThanItsFirstRequests() {
    HttpReceiver hanging = stage.hanging();
    UUID trigger = new UUID(9, 9);
    stage.rows.trigger(trigger, webhook(hanging.url()));
    stage.rows.trigger(webhook(stage.receiver.url()));
    var settings =
        new DeliverySettings(
            Duration.ofDays(3), Duration.ofSeconds(15), Duration.ofSeconds(30), 256, 128, 64, true);
    var node = stage.node(settings, stage.database.engine().reader());
    NewDelivery[] backlog = new NewDelivery[400];
    for (int i = 0; i < backlog.length; i++) {
      backlog[i] = detected(stage.rows.match(5_000 + i), trigger);
    }
    assertThat(stage.rows.insert(node.module().deliveries(), 0, backlog)).isEmpty();
    node.module().poke();
    await().until(() -> !hanging.requests().isEmpty());

    stage.due(200);

    stage.awaitOutcomes(200, "delivered");
    assertThat(hanging.requests()).hasSizeLessThanOrEqualTo(EndpointLine.FIRST_ALLOWED);
  }

  @Test
  void oneTenantLeavesRoomForTheOthers() {
    TenantId other = new TenantId(new UUID(6, 6));
    List<HttpReceiver> hanging = new ArrayList<>();
    for (int n = 0; n < 20; n++) {
      HttpReceiver one = stage.hanging();
      hanging.add(one);
      stage.rows.trigger(new UUID(9, n), webhook(one.url()));
    }
    var settings =
        new DeliverySettings(
            Duration.ofDays(3), Duration.ofSeconds(15), Duration.ofSeconds(30), 40, 20, 4, true);
    var node = stage.node(settings, stage.database.engine().reader());
    NewDelivery[] backlog = new NewDelivery[400];
    for (int i = 0; i < backlog.length; i++) {
      backlog[i] = detected(stage.rows.match(5_000 + i), new UUID(9, i % 20));
    }
    assertThat(stage.rows.insert(node.module().deliveries(), 0, backlog)).isEmpty();
    node.module().poke();
    await().until(() -> hanging.stream().anyMatch(one -> !one.requests().isEmpty()));

    stage.rows.tenant(other);
    UUID trigger = new UUID(10, 1);
    stage.rows.trigger(other, trigger, webhook(stage.receiver.url()));
    UUID match = stage.rows.match(other, 9_000);
    assertThat(
            stage.rows.insert(
                node.module().deliveries(),
                0,
                new NewDelivery(other, match, trigger, "detected", 5, 1)))
        .isEmpty();
    node.module().poke();

    await().until(() -> stage.receiver.requests().size() == 1);
  }
}
