package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ozmonitor.server.notification.NotificationRows.webhook;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadLettersIT {
  private final DeliveryStage stage = new DeliveryStage();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void areListedShownSentAgainUnderTheirIdsAndDiscarded() {
    give410(3);
    DeadLetters letters = stage.deadLetters();
    List<DeadLetters.Letter> listed = list(DeadLetterSelection.ALL);
    assertThat(listed).hasSize(3);
    DeadLetters.Letter one = listed.getFirst();
    assertThat(one.tenant()).isEqualTo("default");
    assertThat(one.trigger()).isEqualTo("hook");
    assertThat(one.reason()).isEqualTo("the endpoint is gone (410)");
    List<String> statuses =
        stage.rows.select("SELECT DISTINCT status FROM delivery_attempts").getFirst();
    assertThat(statuses).containsExactly("410");

    assertThat(NotificationRows.await(letters.discard(only(one.id())))).isEqualTo(1);
    stage.receiver.answer((_, response) -> response.end());
    int before = stage.receiver.requests().size();
    assertThat(NotificationRows.await(letters.replay(DeadLetterSelection.ALL))).isEqualTo(2);

    stage.awaitOutcomes(2, "delivered");
    stage.awaitOutcomes(1, "cancelled");
    assertThat(
            stage.receiver.requests().subList(before, before + 2).stream()
                .map(HttpReceiver.Request::id))
        .containsExactlyInAnyOrderElementsOf(
            listed.subList(1, 3).stream().map(it -> it.id().toString()).toList());
    assertThat(list(DeadLetterSelection.ALL)).isEmpty();
  }

  @Test
  void areChosenByTenantTriggerAndTime() {
    give410(2);
    OffsetDateTime tomorrow = OffsetDateTime.now(java.time.Clock.systemUTC()).plusDays(1);

    assertThat(list(selection("default", "hook", Optional.empty(), Optional.of(tomorrow))))
        .hasSize(2);
    assertThat(list(selection("default", "hook", Optional.of(tomorrow), Optional.empty())))
        .isEmpty();
    assertThat(list(selection("default", "other", Optional.empty(), Optional.empty()))).isEmpty();
    assertThat(list(selection("nobody", "hook", Optional.empty(), Optional.empty()))).isEmpty();
  }

  @Test
  void tellTheirAttemptsWithoutSecrets() {
    stage.receiver.answer((_, response) -> response.setStatusCode(410).end("no s3cr3t here \0"));
    stage.rows.trigger(webhook(stage.receiver.url()));
    stage.due(1);
    stage.node().module().poke();
    stage.awaitOutcomes(1, "dead");

    DeadLetters.Letter letter = list(DeadLetterSelection.ALL).getFirst();
    DeadLetters.Attempt attempt =
        NotificationRows.await(stage.deadLetters().attempts(letter, 10)).getFirst();

    assertThat(attempt.status()).hasValue(410);
    assertThat(attempt.outcome()).isEqualTo("gone");
    assertThat(attempt.excerpt()).isEqualTo("no *** here  ");
  }

  @Test
  void thatARetractionOvertookAreNotSentAgain() {
    give410(2);
    var deliveries = new Deliveries(System::nanoTime, Duration.ofSeconds(4));
    assertThat(stage.rows.overtake(deliveries, new UUID(1, 1_000), 100)).hasSize(1);

    assertThat(NotificationRows.await(stage.deadLetters().replay(DeadLetterSelection.ALL)))
        .isEqualTo(1);

    assertThat(stage.rows.select("SELECT 1 FROM deliveries WHERE outcome = 'superseded'"))
        .hasSize(1);
  }

  @Test
  void thatAreSentAgainHaveAHorizonOfTheirOwn() {
    give410(1);
    stage.receiver.answer((_, response) -> response.setStatusCode(500).end());
    try (var later = stage.nodeAt(Duration.ofHours(100))) {
      assertThat(
              NotificationRows.await(
                  new DeadLetters(stage.database.engineAt(Duration.ofHours(100)).reader())
                      .replay(DeadLetterSelection.ALL)))
          .isEqualTo(1);
      later.module().poke();
      await()
          .until(
              () ->
                  stage
                          .rows
                          .select("SELECT 1 FROM delivery_attempts WHERE outcome = 'retryable'")
                          .size()
                      == 1);
    }
    await()
        .untilAsserted(
            () ->
                assertThat(stage.rows.select("SELECT 1 FROM delivery_queue WHERE attempt = 1"))
                    .hasSize(1));
  }

  @Test
  void aGoneEndpointGetsNothingUntilItsTriggerIsChanged() {
    give410(1);
    int before = stage.receiver.requests().size();
    stage.due(1, 5);

    stage.awaitOutcomes(6, "dead");

    assertThat(stage.receiver.requests()).hasSize(before);
    assertThat(stage.registry.get("ozm.endpoints.disabled").counter().count()).isEqualTo(1);
    HttpReceiver mended = new HttpReceiver(stage.vertx);
    stage.rows.changeTrigger(2, webhook(mended.url()));
    stage.due(6, 1);
    stage.awaitOutcomes(1, "delivered");
    assertThat(mended.requests()).hasSize(1);
  }

  @Test
  void sendingThemAgainEnablesAGoneEndpoint() {
    give410(1);
    stage.receiver.answer((_, response) -> response.end());
    assertThat(NotificationRows.await(stage.deadLetters().replay(DeadLetterSelection.ALL)))
        .isEqualTo(1);
    stage.due(1, 1);

    stage.awaitOutcomes(2, "delivered");
  }

  /// Matches whose deliveries all are dead letters, since their receiver is gone.
  private void give410(int count) {
    stage.receiver.answer((_, response) -> response.setStatusCode(410).end());
    stage.rows.trigger(webhook(stage.receiver.url()));
    stage.due(count);
    stage.node().module().poke();
    stage.awaitOutcomes(count, "dead");
    await()
        .untilAsserted(
            () -> assertThat(stage.rows.select("SELECT 1 FROM disabled_endpoints")).hasSize(1));
  }

  private List<DeadLetters.Letter> list(DeadLetterSelection selection) {
    return NotificationRows.await(stage.deadLetters().list(selection, 100));
  }

  private static DeadLetterSelection only(UUID id) {
    return new DeadLetterSelection(
        Optional.empty(), Optional.empty(), Optional.of(id), Optional.empty(), Optional.empty());
  }

  private static DeadLetterSelection selection(
      String tenant, String trigger, Optional<OffsetDateTime> from, Optional<OffsetDateTime> to) {
    return new DeadLetterSelection(
        Optional.of(tenant), Optional.of(trigger), Optional.empty(), from, to);
  }
}
