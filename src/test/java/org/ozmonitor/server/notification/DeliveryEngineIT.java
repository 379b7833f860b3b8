package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ozmonitor.server.notification.DeliveryStage.quick;
import static org.ozmonitor.server.notification.NotificationRows.detected;
import static org.ozmonitor.server.notification.NotificationRows.webhook;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.notification.WebhookSignature;
import org.ozmonitor.server.postgres.Database;

class DeliveryEngineIT {
  private final DeliveryStage stage = new DeliveryStage();
  private final Vertx vertx = stage.vertx;
  private final NotificationRows rows = stage.rows;
  private final HttpReceiver receiver = stage.receiver;
  private final UUID match = rows.match(1);

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void sendsAFreshDeliveryAtOnceSignedAndNamed() {
    rows.trigger(webhook(receiver.url()));
    NotificationModule module = run();
    assertThat(module.fresh().reserve(1)).isEqualTo(1);

    module.fresh().handOn(rows.insert(module.deliveries(), 1, detected(match, 5)));

    awaitOutcomes("detected delivered");
    HttpReceiver.Request request = receiver.requests().getFirst();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/hook?a=b");
    assertThat(request.body()).isEqualTo("{\"body\":\"moved\",\"title\":\"M1\"}");
    assertThat(request.id()).isEqualTo(detected(match, 5).id().toString());
    assertThat(request.headers())
        .containsEntry("x-ozm-event", "detected")
        .containsEntry("x-ozm-sequence", "5")
        .containsEntry("x-ozm-match", match.toString())
        .containsEntry(
            "x-signature",
            WebhookSignature.upstream(
                "s3cr3t",
                request.body(),
                Long.parseLong(request.headers().getOrDefault("x-timestamp", "0"))));
    assertThat(
            stage
                .registry
                .get("ozm.deliveries")
                .tags("channel", "webhook", "outcome", "delivered")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void triesAgainUnderTheSameIdUntilItIsAccepted() {
    receiver.answer((n, response) -> response.setStatusCode(n <= 2 ? 503 : 204).end());
    rows.trigger(quick(webhook(receiver.url()), 3));
    NotificationModule module = run();

    insertDue(module, detected(match, 5));

    awaitOutcomes("detected delivered");
    assertThat(receiver.requests()).hasSize(3);
    assertThat(receiver.requests())
        .extracting(HttpReceiver.Request::id)
        .containsOnly(detected(match, 5).id().toString());
    assertThat(rows.select("SELECT attempt, status, outcome FROM delivery_attempts ORDER BY 1"))
        .containsExactly(
            List.of("1", "503", "retryable"),
            List.of("2", "503", "retryable"),
            List.of("3", "204", "delivered"));
  }

  @Test
  void givesUpAtOnceWhenTheEndpointIsGone() {
    receiver.answer((_, response) -> response.setStatusCode(410).end());
    rows.trigger(webhook(receiver.url()));

    insertDue(run(), detected(match, 5));

    awaitOutcomes("detected dead");
    assertThat(receiver.requests()).hasSize(1);
  }

  @Test
  void doesNotWaitForAnAnswerThatNeverComes() {
    receiver.answer((_, _) -> {});
    rows.trigger(webhook(receiver.url()));

    insertDue(run(), detected(match, 5));

    awaitAttempt(List.of("1", "null", "retryable", "no answer in time"));
  }

  @Test
  void waitsAsLongAsTheReceiverAsks() {
    receiver.answer(
        (_, response) -> response.setStatusCode(429).putHeader("Retry-After", "3600").end());
    rows.trigger(quick(webhook(receiver.url()), 3));

    insertDue(run(), detected(match, 5));

    awaitAttempt(List.of("1", "429", "retryable", "HTTP status 429"));
    assertThat(rows.select("SELECT due_at - ozm_now() > interval '59 minutes' FROM delivery_queue"))
        .containsExactly(List.of("true"));
  }

  @Test
  void keepsARefusedAlertUntilTheTriggerIsMended() {
    receiver.answer(
        (_, response) ->
            response.setStatusCode(302).putHeader("Location", "http://127.0.0.1:1/").end());
    rows.trigger(quick(webhook(receiver.url()), 3));
    NotificationModule module = run();
    insertDue(module, detected(match, 5));
    awaitAttempt(List.of("1", "302", "refused", "HTTP status 302"));
    assertThat(rows.outcomes()).containsExactly("detected -");

    HttpReceiver mended = new HttpReceiver(vertx);
    rows.changeTrigger(2, webhook(mended.url()));
    NotificationModule later =
        run(DeliveryStage.SETTINGS, stage.database.engineAt(Duration.ofSeconds(10)).reader());
    later.poke();

    awaitOutcomes("detected delivered");
    assertThat(mended.requests()).hasSize(1);
  }

  @Test
  void anotherNodeRedeliversUnderTheSameIdWhatADeadOneHadInHand() {
    receiver.answer(
        (n, response) -> {
          if (n > 1) {
            response.end();
          }
        });
    rows.trigger(webhook(receiver.url()));
    Database lost =
        NotificationRows.await(
            Database.open(
                vertx,
                stage.database.url(),
                new Database.Settings(Database.Access.ENGINE, 2, Duration.ZERO)));
    NotificationModule dying = run(DeliveryStage.SETTINGS, lost.reader());
    insertDue(dying, detected(match, 5));
    await().until(() -> receiver.requests().size() == 1);

    NotificationRows.await(lost.close());
    NotificationModule other = run();
    other.poke();

    await().until(() -> receiver.requests().size() == 2);
    awaitOutcomes("detected delivered");
    assertThat(receiver.requests())
        .extracting(HttpReceiver.Request::id)
        .containsOnly(detected(match, 5).id().toString());
  }

  @Test
  void keepsADeadLetterAfterThreeDays() {
    receiver.answer((_, response) -> response.setStatusCode(500).end());
    rows.trigger(quick(webhook(receiver.url()), 4));
    insertDue(run(), detected(match, 5));
    await().until(() -> rows.select("SELECT 1 FROM delivery_attempts").size() == 5);
    assertThat(rows.outcomes()).containsExactly("detected -");

    run(DeliveryStage.SETTINGS, stage.database.engineAt(Duration.ofHours(73)).reader()).poke();

    awaitOutcomes("detected dead");
    assertThat(receiver.requests()).hasSize(6);
  }

  @Test
  void cancelsWhatADeletedTriggerLeftBehind() {
    rows.trigger(webhook(receiver.url()));
    rows.endTrigger(2);

    insertDue(run(), detected(match, 5));

    awaitOutcomes("detected cancelled");
    assertThat(receiver.requests()).isEmpty();
  }

  @Test
  void sendsNothingToPrivateAddressesUnlessAllowed() {
    rows.trigger(webhook(receiver.url()));

    insertDue(
        stage
            .node(
                new DeliverySettings(
                    Duration.ofDays(3),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(4),
                    8,
                    8,
                    8,
                    false),
                stage.database.engine().reader())
            .module(),
        detected(match, 5));

    awaitAttempt(List.of("1", "null", "refused", "the address is not allowed"));
    assertThat(receiver.requests()).isEmpty();
  }

  @Test
  void readsNoMoreOfAnAnswerThanItMust() {
    receiver.answer(
        (_, response) -> response.setChunked(true).write(Buffer.buffer(new byte[200_000])));
    rows.trigger(webhook(receiver.url()));

    insertDue(run(), detected(match, 5));

    awaitOutcomes("detected delivered");
  }

  @Test
  void aSlowEndpointDoesNotHoldUpAnother() {
    HttpReceiver slow = stage.hanging();
    UUID slowTrigger = new UUID(9, 9);
    rows.trigger(slowTrigger, webhook(slow.url()));
    rows.trigger(webhook(receiver.url()));
    NotificationModule module =
        run(
            new DeliverySettings(
                Duration.ofDays(3),
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                128,
                128,
                64,
                true),
            stage.database.engine().reader());
    NewDelivery[] backlog = new NewDelivery[400];
    for (int i = 0; i < backlog.length; i++) {
      backlog[i] = detected(rows.match(100 + i), slowTrigger);
    }
    assertThat(rows.insert(module.deliveries(), 0, backlog)).isEmpty();
    module.poke();
    await().until(() -> !slow.requests().isEmpty());

    insertDue(module, detected(match, 5));

    await().until(() -> receiver.requests().size() == 1);
    assertThat(slow.requests()).hasSizeLessThanOrEqualTo(EndpointLine.FIRST_ALLOWED);
  }

  @Test
  void finishesWhatIsInHandBeforeItStopsAndLeavesTheRestDue() {
    receiver.answer((_, response) -> vertx.setTimer(500, _ -> response.end()));
    rows.trigger(webhook(receiver.url()));
    DeliveryStage.Node node = stage.node();
    NotificationModule module = node.module();
    NewDelivery[] all = new NewDelivery[100];
    for (int i = 0; i < all.length; i++) {
      all[i] = detected(rows.match(100 + i), 5);
    }
    assertThat(rows.insert(module.deliveries(), 0, all)).isEmpty();
    module.poke();
    await().until(() -> !receiver.requests().isEmpty());

    node.close();

    int sent = receiver.requests().size();
    assertThat(rows.select("SELECT 1 FROM deliveries WHERE outcome = 'delivered'")).hasSize(sent);
    assertThat(
            rows.select("SELECT 1 FROM delivery_queue WHERE claimed_until IS NULL AND attempt = 0"))
        .hasSize(100 - sent);
    assertThat(module.fresh().reserve(1)).isZero();
  }

  private NotificationModule run() {
    return stage.node().module();
  }

  private NotificationModule run(DeliverySettings settings, SqlClient client) {
    return stage.node(settings, client).module();
  }

  private void insertDue(NotificationModule module, NewDelivery delivery) {
    assertThat(rows.insert(module.deliveries(), 0, delivery)).isEmpty();
    module.poke();
  }

  private void awaitOutcomes(String... outcomes) {
    await().untilAsserted(() -> assertThat(rows.outcomes()).containsExactly(outcomes));
  }

  private void awaitAttempt(List<String> attempt) {
    await()
        .untilAsserted(
            () ->
                assertThat(
                        rows.select(
                            "SELECT attempt, status, outcome, detail FROM delivery_attempts"))
                    .containsExactly(attempt));
  }
}
