package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ozmonitor.server.notification.NotificationRows.TRIGGER;
import static org.ozmonitor.server.notification.NotificationRows.await;
import static org.ozmonitor.server.notification.NotificationRows.detected;
import static org.ozmonitor.server.notification.NotificationRows.webhook;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.fixture.TestDatabase;

class DeliveriesIT {
  private static final Duration CLAIM = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx();
  private final Deliveries deliveries = new Deliveries(System::nanoTime, CLAIM);
  private TestDatabase database;
  private NotificationRows rows;
  private UUID match;

  @BeforeEach
  void create() {
    database = TestDatabase.create(vertx);
    rows = new NotificationRows(database);
    rows.trigger(webhook("http://127.0.0.1:1/"));
    match = rows.match(1);
    await(deliveries.ensurePartitions(now()));
  }

  @AfterEach
  void close() {
    database.close();
    vertx.close().await();
  }

  @Test
  void commitsTheFirstAsClaimedWithAllThatIsNeededAndTheRestAsDue() {
    UUID second = rows.match(2);

    List<ClaimedDelivery> fresh =
        rows.insert(deliveries, 1, detected(match, 5), detected(second, 5));

    assertThat(fresh).hasSize(1);
    ClaimedDelivery claim = fresh.getFirst();
    assertThat(claim.id()).isEqualTo(detected(match, 5).id());
    assertThat(claim.attempt()).isEqualTo(1);
    assertThat(claim.event()).isEqualTo("detected");
    assertThat(claim.causeSeq()).isEqualTo(5);
    assertThat(claim.network()).isEqualTo("simulated");
    assertThat(claim.content().json()).isEqualTo("{\"EVM\":{\"n\":1}}");
    assertThat(claim.content().variables()).containsEntry("monitor.name", "M1");
    assertThat(claim.trigger().orElseThrow().key()).isEqualTo("hook");
    assertThat(claim(now(), 10)).extracting(ClaimedDelivery::match).containsExactly(second);
  }

  @Test
  void leavesAloneWhatExistsAlready() {
    assertThat(rows.insert(deliveries, 1, detected(match, 5))).hasSize(1);

    assertThat(rows.insert(deliveries, 2, detected(match, 5), detected(match, 5))).isEmpty();
    assertThat(rows.outcomes()).containsExactly("detected -");

    assertThat(rows.insert(deliveries, 1, detected(match, 9))).hasSize(1);
    assertThat(rows.outcomes()).containsExactly("detected -", "detected -");
  }

  @Test
  void neverClaimsOneDeliveryTwice() {
    NewDelivery[] all = new NewDelivery[200];
    for (int i = 0; i < all.length; i++) {
      all[i] = detected(rows.match(100 + i), 5);
    }
    assertThat(rows.insert(deliveries, 0, all)).isEmpty();

    List<Future<List<ClaimedDelivery>>> claims = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      claims.add(deliveries.claim(now(), "node-" + i, ClaimRules.any(50)));
    }
    Set<UUID> seen = new HashSet<>();
    int count = 0;
    for (Future<List<ClaimedDelivery>> claim : claims) {
      for (ClaimedDelivery delivery : await(claim)) {
        seen.add(delivery.id());
        count++;
      }
    }
    count += claim(now(), 200).size();

    assertThat(count).isEqualTo(200);
    assertThat(seen.size()).isGreaterThanOrEqualTo(50);
    assertThat(claim(now(), 200)).isEmpty();
  }

  @Test
  void claimsAgainWhatAClaimLeftBehindAndIgnoresTheLateAnswer() {
    ClaimedDelivery first = rows.insert(deliveries, 1, detected(match, 5)).getFirst();
    assertThat(claim(at(CLAIM.minusSeconds(1)), 10)).isEmpty();

    List<ClaimedDelivery> again = claim(at(CLAIM.plusSeconds(1)), 10);

    assertThat(again).hasSize(1);
    assertThat(again.getFirst().attempt()).isEqualTo(2);
    assertThat(again.getFirst().sinceFirstAttempt()).isGreaterThanOrEqualTo(CLAIM);
    assertThat(finish(delivered(first)).applied()).isZero();
    assertThat(rows.outcomes()).containsExactly("detected -");
    assertThat(finish(delivered(again.getFirst())).applied()).isEqualTo(1);
    assertThat(rows.outcomes()).containsExactly("detected delivered");
    assertThat(rows.select("SELECT attempt, outcome, status FROM delivery_attempts"))
        .containsExactly(List.of("1", "delivered", "200"), List.of("2", "delivered", "200"));
    assertThat(rows.select("SELECT 1 FROM delivery_queue")).isEmpty();
  }

  @Test
  void makesARetryDueWhenItsDelayHasPassed() {
    ClaimedDelivery first = rows.insert(deliveries, 1, detected(match, 5)).getFirst();

    assertThat(finish(retry(first, Duration.ofMinutes(5))).applied()).isEqualTo(1);

    assertThat(claim(at(Duration.ofMinutes(4)), 10)).isEmpty();
    assertThat(claim(at(Duration.ofMinutes(6)), 10))
        .extracting(ClaimedDelivery::attempt)
        .containsExactly(2);
  }

  @Test
  void writesAnAnswerOnceHoweverOftenItIsRepeated() {
    ClaimedDelivery first = rows.insert(deliveries, 1, detected(match, 5)).getFirst();

    assertThat(finish(retry(first, Duration.ofMinutes(5))).applied()).isEqualTo(1);
    assertThat(finish(retry(first, Duration.ZERO)).applied()).isZero();

    assertThat(claim(now(), 10)).isEmpty();
    assertThat(rows.select("SELECT 1 FROM delivery_attempts")).hasSize(1);
  }

  @Test
  void forgetsAClaimThatIsPutBack() {
    ClaimedDelivery first = rows.insert(deliveries, 1, detected(match, 5)).getFirst();

    assertThat(finish(putBack(first)).applied()).isEqualTo(1);

    assertThat(rows.select("SELECT first_attempt_at FROM deliveries"))
        .containsExactly(List.of("null"));
    assertThat(claim(now(), 10)).extracting(ClaimedDelivery::attempt).containsExactly(1);
  }

  @Test
  void readsTheNewestRevisionOfTheTriggerAndKnowsWhenItWasDeleted() {
    assertThat(rows.insert(deliveries, 0, detected(match, 5))).isEmpty();
    rows.changeTrigger(2, webhook("http://127.0.0.1:2/"));
    ClaimedDelivery first = claim(now(), 1).getFirst();
    assertThat(first.trigger().orElseThrow().document()).contains("127.0.0.1:2");
    assertThat(finish(putBack(first)).applied()).isEqualTo(1);

    rows.endTrigger(3);

    assertThat(claim(now(), 1).getFirst().trigger()).isEmpty();
  }

  @Test
  void cancelsWhatWasNeverClaimedAndRetractsNothing() {
    assertThat(rows.insert(deliveries, 0, detected(match, 5))).isEmpty();

    assertThat(rows.overtake(deliveries, match, 8)).isEmpty();

    assertThat(rows.outcomes()).containsExactly("detected cancelled");
    assertThat(claim(now(), 10)).isEmpty();
  }

  @Test
  void supersedesWhatIsInFlightAndRetractsWhenItsClaimHasEnded() {
    ClaimedDelivery running = rows.insert(deliveries, 1, detected(match, 5)).getFirst();

    assertThat(rows.overtake(deliveries, match, 8))
        .extracting(NewDelivery::event)
        .containsExactly("retracted");

    assertThat(rows.outcomes()).containsExactly("detected superseded", "retracted -");
    assertThat(claim(now(), 10)).isEmpty();
    assertThat(claim(at(CLAIM.plusSeconds(1)), 10))
        .extracting(ClaimedDelivery::event)
        .containsExactly("retracted");
    assertThat(finish(delivered(running)).applied()).isZero();
    assertThat(rows.outcomes()).containsExactly("detected superseded", "retracted -");
  }

  @Test
  void retractsAtOnceWhenTheOvertakenClaimIsAnswered() {
    ClaimedDelivery running = rows.insert(deliveries, 1, detected(match, 5)).getFirst();
    assertThat(rows.overtake(deliveries, match, 8)).hasSize(1);

    Deliveries.Written written = finish(delivered(running));

    assertThat(written).isEqualTo(new Deliveries.Written(0, 1));
    assertThat(claim(now(), 10)).extracting(ClaimedDelivery::event).containsExactly("retracted");
  }

  @Test
  void doesNotHurryForTheAnswerOfAnEarlierClaim() {
    ClaimedDelivery first = rows.insert(deliveries, 1, detected(match, 5)).getFirst();
    assertThat(claim(at(CLAIM.plusSeconds(1)), 10)).hasSize(1);
    assertThat(rows.overtake(deliveries, match, 8)).hasSize(1);

    assertThat(finish(delivered(first)).due()).isZero();
    assertThat(claim(now(), 10)).isEmpty();
  }

  @Test
  void retractsWhatWasDelivered() {
    ClaimedDelivery first = rows.insert(deliveries, 1, detected(match, 5)).getFirst();
    assertThat(finish(delivered(first)).applied()).isEqualTo(1);

    assertThat(rows.overtake(deliveries, match, 8)).hasSize(1);
    assertThat(rows.overtake(deliveries, match, 8)).hasSize(1);

    assertThat(rows.outcomes()).containsExactly("detected delivered", "retracted -");
    assertThat(claim(now(), 10)).extracting(ClaimedDelivery::causeSeq).containsExactly(8L);
  }

  @Test
  void retractsOnceForAMatchThatCameBackUnsent() {
    assertThat(
            finish(delivered(rows.insert(deliveries, 1, detected(match, 5)).getFirst())).applied())
        .isEqualTo(1);
    assertThat(rows.overtake(deliveries, match, 8)).hasSize(1);
    assertThat(finish(delivered(claim(now(), 1).getFirst())).applied()).isEqualTo(1);
    assertThat(rows.insert(deliveries, 0, detected(match, 11))).isEmpty();

    assertThat(rows.overtake(deliveries, match, 14)).isEmpty();

    assertThat(rows.outcomes())
        .containsExactly("detected delivered", "retracted delivered", "detected cancelled");
  }

  @Test
  void leavesARetractionOnItsWay() {
    assertThat(
            finish(delivered(rows.insert(deliveries, 1, detected(match, 5)).getFirst())).applied())
        .isEqualTo(1);
    assertThat(rows.overtake(deliveries, match, 8)).hasSize(1);
    assertThat(rows.insert(deliveries, 0, detected(match, 11))).isEmpty();

    assertThat(rows.overtake(deliveries, match, 14)).isEmpty();

    assertThat(rows.outcomes())
        .containsExactly("detected delivered", "retracted -", "detected cancelled");
    assertThat(claim(now(), 10)).extracting(ClaimedDelivery::causeSeq).containsExactly(8L);
  }

  @Test
  void tellsARetractionBetweenTwoDetectionsThatWereTold() {
    assertThat(
            finish(delivered(rows.insert(deliveries, 1, detected(match, 5)).getFirst())).applied())
        .isEqualTo(1);
    assertThat(rows.overtake(deliveries, match, 8)).hasSize(1);
    assertThat(
            finish(delivered(rows.insert(deliveries, 1, detected(match, 11)).getFirst())).applied())
        .isEqualTo(1);

    assertThat(rows.overtake(deliveries, match, 14)).hasSize(1);

    assertThat(claim(now(), 10))
        .extracting(ClaimedDelivery::causeSeq)
        .containsExactlyInAnyOrder(8L, 14L);
  }

  @Test
  void retractsOnlyWhereItIsWanted() {
    UUID quiet = new UUID(9, 9);
    ClaimedDelivery first =
        rows.insert(
                deliveries, 1, new NewDelivery(TenantId.DEFAULT, match, quiet, "detected", 5, 1))
            .getFirst();
    assertThat(finish(delivered(first)).applied()).isEqualTo(1);

    assertThat(rows.overtake(deliveries, match, 8)).isEmpty();

    rows.changeTrigger(2, webhook("http://h/").put("on", new JsonArray().add("detected")));
    ClaimedDelivery heard = rows.insert(deliveries, 1, detected(match, 9)).getFirst();
    assertThat(finish(delivered(heard)).applied()).isEqualTo(1);
    assertThat(rows.overtake(deliveries, match, 12, 2)).isEmpty();

    rows.changeTrigger(3, webhook("http://h/").putNull("on"));
    assertThat(rows.overtake(deliveries, match, 14, 3))
        .extracting(NewDelivery::event)
        .containsExactly("retracted");
  }

  @Test
  void measuresWhatWaitsAndWhatIsLost() {
    assertThat(rows.insert(deliveries, 0, detected(match, 5))).isEmpty();
    assertThat(await(deliveries.backlog(at(Duration.ofMinutes(2)))).oldestDue())
        .isBetween(Duration.ofSeconds(119), Duration.ofSeconds(150));

    ClaimedDelivery claim = claim(now(), 1).getFirst();
    assertThat(
            finish(
                    Completion.unrecorded(
                        claim, "webhook", new Completion.Step.Finish("dead", "a\0b")))
                .applied())
        .isEqualTo(1);

    assertThat(await(deliveries.backlog(now())))
        .isEqualTo(new Deliveries.Backlog(Duration.ZERO, 1, 0));
    assertThat(rows.select("SELECT reason FROM deliveries WHERE trigger_id = $1", TRIGGER))
        .containsExactly(List.of("a b"));
  }

  private SqlClient now() {
    return database.engine().reader();
  }

  private SqlClient at(Duration offset) {
    return database.engineAt(offset).reader();
  }

  private List<ClaimedDelivery> claim(SqlClient client, int limit) {
    return await(deliveries.claim(client, "b", ClaimRules.any(limit)));
  }

  private Deliveries.Written finish(Completion completion) {
    return await(deliveries.finish(now(), List.of(completion)));
  }

  private static Completion delivered(ClaimedDelivery claim) {
    return new Completion(
        claim,
        "webhook",
        new Completion.Step.Finish("delivered", ""),
        Optional.of(
            new Completion.Attempt(
                Duration.ofMillis(3), OptionalInt.of(200), "delivered", "", "fine")));
  }

  private static Completion retry(ClaimedDelivery claim, Duration delay) {
    return new Completion(
        claim,
        "webhook",
        new Completion.Step.Retry(delay),
        Optional.of(
            new Completion.Attempt(
                Duration.ofMillis(3), OptionalInt.empty(), "retryable", "no connection", "")));
  }

  private static Completion putBack(ClaimedDelivery claim) {
    return Completion.unrecorded(claim, "webhook", new Completion.Step.PutBack(Duration.ZERO));
  }
}
