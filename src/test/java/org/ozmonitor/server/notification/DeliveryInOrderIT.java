package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ozmonitor.server.notification.DeliveryStage.quick;
import static org.ozmonitor.server.notification.NotificationRows.webhook;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryInOrderIT {
  private final DeliveryStage stage = new DeliveryStage();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void sendsOneAfterTheOtherThoughTheFirstFails() {
    stage.receiver.answer((n, response) -> response.setStatusCode(n <= 3 ? 503 : 200).end());
    stage.rows.trigger(inOrder(quick(webhook(stage.receiver.url()), 5)));
    stage.due(20);

    stage.node().module().poke();

    stage.awaitOutcomes(20, "delivered");
    assertThat(titles().subList(0, 4)).containsOnly("M1000");
    assertThat(titles().subList(3, 23)).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aDeadLetterLetsTheNextGo() {
    stage.receiver.answer((n, response) -> response.setStatusCode(n == 1 ? 410 : 200).end());
    stage.rows.trigger(inOrder(webhook(stage.receiver.url())));
    stage.due(1);
    stage.node().module().poke();
    stage.awaitOutcomes(1, "dead");
    stage.rows.changeTrigger(2, inOrder(webhook(stage.receiver.url())));

    stage.due(1, 3);

    stage.awaitOutcomes(3, "delivered");
    assertThat(titles()).containsExactly("M1000", "M1001", "M1002", "M1003");
  }

  @Test
  void goesOnWhenARetractionOvertakesTheFirst() {
    stage.rows.trigger(inOrder(webhook(stage.receiver.url())));
    stage.due(3);
    var deliveries = new Deliveries(System::nanoTime, Duration.ofSeconds(4));

    assertThat(stage.rows.overtake(deliveries, new java.util.UUID(1, 1_000), 100))
        .as("the first was never sent")
        .isEmpty();
    stage.node().module().poke();

    stage.awaitOutcomes(2, "delivered");
    assertThat(titles()).containsExactly("M1001", "M1002");
  }

  @Test
  void whatWaitsItsTurnIsNotDue() {
    stage.receiver.answer((_, response) -> response.setStatusCode(500).end());
    stage.rows.trigger(inOrder(webhook(stage.receiver.url())));
    stage.due(100);

    stage.node().module().poke();

    await().until(() -> stage.receiver.requests().size() == 1);
    assertThat(stage.rows.select("SELECT 1 FROM delivery_queue WHERE due_at = 'infinity'"))
        .hasSize(99);
  }

  @Test
  void otherTriggersDoNotWait() {
    stage.receiver.answer((_, response) -> response.setStatusCode(500).end());
    stage.rows.trigger(inOrder(webhook(stage.receiver.url())));
    var other = new java.util.UUID(9, 9);
    HttpReceiver well = new HttpReceiver(stage.vertx);
    stage.rows.trigger(other, webhook(well.url()));
    stage.due(2);
    var node = stage.node();
    assertThat(
            stage.rows.insert(
                node.module().deliveries(),
                0,
                NotificationRows.detected(stage.rows.match(1), other),
                NotificationRows.detected(stage.rows.match(2), other)))
        .isEmpty();

    node.module().poke();

    await().until(() -> well.requests().size() == 2);
  }

  private List<String> titles() {
    return stage.receiver.requests().stream()
        .map(request -> new JsonObject(request.body()).getString("title"))
        .toList();
  }

  private static JsonObject inOrder(JsonObject trigger) {
    return trigger.put("in_order", true);
  }
}
