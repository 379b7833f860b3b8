package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ozmonitor.server.notification.NotificationRows.webhook;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Days without a receiver, in a database whose clock is moved.
class ReceiverDownIT {
  private static final int ALERTS = 300;

  private final DeliveryStage stage = new DeliveryStage();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void getsEverythingOncePerIdAfterSeventyHours() {
    stage.rows.trigger(webhook(stage.receiver.url()));
    stage.receiver.answer((_, response) -> response.setStatusCode(503).end());
    stage.due(ALERTS);
    for (Duration hour : hours(0, 1, 2, 4, 8, 16, 24, 36, 48, 60, 69)) {
      run(hour);
    }
    assertThat(stage.rows.select("SELECT 1 FROM deliveries WHERE outcome IS NOT NULL")).isEmpty();
    int inVain = stage.receiver.requests().size();
    stage.receiver.answer((_, response) -> response.end());

    for (Duration hour : hours(70, 90)) {
      run(hour);
    }

    stage.awaitOutcomes(ALERTS, "delivered");
    List<HttpReceiver.Request> delivered =
        stage.receiver.requests().subList(inVain, stage.receiver.requests().size());
    assertThat(delivered).hasSize(ALERTS);
    Set<String> ids = new HashSet<>();
    Set<String> titles = new HashSet<>();
    delivered.forEach(
        request -> {
          ids.add(request.id());
          titles.add(new JsonObject(request.body()).getString("title"));
        });
    assertThat(ids).hasSize(ALERTS);
    assertThat(titles).hasSize(ALERTS);
  }

  @Test
  void isADeadLetterAfterSeventyTwoHours() {
    stage.rows.trigger(webhook(stage.receiver.url()));
    stage.receiver.answer((_, response) -> response.setStatusCode(503).end());
    stage.due(1);
    for (Duration hour : hours(0, 1, 4, 12, 24, 48, 71)) {
      run(hour);
    }
    assertThat(stage.rows.outcomes()).containsExactly("detected -");

    run(Duration.ofHours(73));

    stage.awaitOutcomes(1, "dead");
    assertThat(stage.rows.select("SELECT reason FROM deliveries"))
        .containsExactly(List.of("HTTP status 503"));
  }

  /// A node works at this hour until nothing more is due.
  private void run(Duration hour) {
    var client = stage.database.engineAt(hour).reader();
    try (var node = stage.node(DeliveryStage.SETTINGS, client)) {
      node.module().poke();
      await()
          .pollInterval(Duration.ofMillis(20))
          .until(
              () ->
                  NotificationRows.await(
                              client
                                  .query(
                                      "SELECT count(*) FROM delivery_queue WHERE due_at <="
                                          + " ozm_now() OR claimed_until IS NOT NULL")
                                  .execute())
                          .iterator()
                          .next()
                          .getLong(0)
                      == 0);
    }
  }

  private static List<Duration> hours(int... hours) {
    return java.util.Arrays.stream(hours).mapToObj(Duration::ofHours).toList();
  }
}
