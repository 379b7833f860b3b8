package org.ozmonitor.server.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ozmonitor.server.work.WorkStage.await;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.server.work.OldMatches;
import org.ozmonitor.server.work.WorkStage;

/// Which matches go, and what keeps others. Every entry of the log is out of a reorganisation's
/// reach
/// unless the test says otherwise.
final class OldMatchesIT {
  private final RetentionStage stage = new RetentionStage();

  @BeforeEach
  void watchForLong() {
    stage.log(1, 2_000, 1);
    stage.lane(2_000);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void removesOldMatchesWithTheirDeliveries() {
    stage.matches(1, 900);
    UUID told = stage.match(901);
    stage.delivery(told, "outcome = 'delivered', finished_at = ozm_now()");

    Sweep.Totals totals = stage.sweep();

    assertThat(stage.ids("matches")).isEmpty();
    assertThat(stage.ids("deliveries")).isEmpty();
    assertThat(totals.matches()).isEqualTo(901);
  }

  @Test
  void keepsWhatIsYoung() {
    UUID young = stage.match(1);
    stage.delivery(young, "outcome = 'delivered', finished_at = ozm_now()");

    stage.at(RetentionStage.KEPT.minusHours(1)).sweep();

    assertThat(stage.ids("matches")).containsExactly(young.toString());
    assertThat(stage.ids("deliveries")).hasSize(1);
  }

  @Test
  void keepsWhatIsNotDeliveredYet() {
    UUID due = stage.match(1);
    stage.delivery(due, "first_attempt_at = ozm_now()");
    UUID held = stage.match(2);
    stage.delivery(held, "held = true");

    stage.sweep();

    assertThat(stage.ids("matches")).containsExactly(due.toString(), held.toString());
  }

  @Test
  void keepsADeadLetterFromWhenItWasGivenUp() {
    UUID longAgo = stage.match(1);
    stage.delivery(longAgo, "outcome = 'dead', finished_at = ozm_now()");
    UUID lately = stage.match(2);
    stage.delivery(lately, "outcome = 'dead', finished_at = ozm_now() + interval '3 days'");

    stage.sweep();

    assertThat(stage.ids("matches")).containsExactly(lately.toString());
  }

  @Test
  void keepsWhatWaitsToBeConfirmedOrForScripts() {
    UUID unconfirmed = stage.match(1, "confirm_at = 5000");
    UUID screening = stage.match(2, "state = 'screening'");
    UUID keptBack =
        stage.match(3, "state = 'suppressed', suppressed_by = '%s'".formatted(screening));

    stage.sweep();

    assertThat(stage.ids("matches"))
        .containsExactly(unconfirmed.toString(), screening.toString(), keptBack.toString());
  }

  @Test
  void keepsWhatItsLaneHasNotPassed() {
    stage.work.execute("UPDATE lane SET seq = 40");
    var _ = stage.match(40);
    UUID ahead = stage.match(41);

    stage.sweep();

    assertThat(stage.ids("matches")).containsExactly(ahead.toString());
  }

  @Test
  void keepsWhatAReorganisationMayReach() {
    var _ = stage.match(976);
    UUID within = stage.match(977);

    stage.sweep();

    assertThat(stage.ids("matches")).containsExactly(within.toString());
  }

  @Test
  void keepsWhatRulesAgainstNoiseLookBackAt() {
    stage.work.monitor("quiet", new JsonObject().put("minimum_interval", "500s"));
    stage.work.execute("UPDATE lane SET seq = 1000");
    String counted =
        "noise_order = seq << 20, monitor_id = '%s'"
            .formatted(EntityIds.monitor(WorkStage.TENANT, "quiet"));
    var _ = stage.match(500, counted);
    UUID lookedAt = stage.match(501, counted);
    var _ = stage.match(502);

    stage.sweep();

    assertThat(stage.ids("matches")).containsExactly(lookedAt.toString());
  }

  @Test
  void keepsWhatHasChangedSinceItWasSeen() {
    UUID match = stage.match(1);
    var matches = new OldMatches();
    var later = stage.database();
    var seen = await(matches.look(later.reader(), RetentionStage.KEPT, OldMatches.Place.BEGIN, 10));
    stage.work.execute("UPDATE matches SET seq = 2, state = 'retracted'");

    int removed = await(later.inTransaction(c -> matches.remove(c, RetentionStage.KEPT, seen)));

    assertThat(removed).isZero();
    assertThat(stage.ids("matches")).containsExactly(match.toString());
  }

  @Test
  void keepsWhatIsReplayedMeanwhile() {
    UUID match = stage.match(1);
    stage.delivery(match, "outcome = 'dead', finished_at = ozm_now()");
    var matches = new OldMatches();
    var later = stage.database();
    var seen = await(matches.look(later.reader(), RetentionStage.KEPT, OldMatches.Place.BEGIN, 10));
    stage.work.execute("UPDATE deliveries SET outcome = NULL, finished_at = NULL");

    int removed = await(later.inTransaction(c -> matches.remove(c, RetentionStage.KEPT, seen)));

    assertThat(removed).isZero();
  }

  @Test
  void leavesWhatSomebodyIsAboutToChange() {
    UUID match = stage.match(1);
    var _ = stage.match(2);

    try (Sql other = new Sql(stage.work.database.url())) {
      other.holding(
          "SELECT FROM matches WHERE id = '%s' FOR UPDATE".formatted(match), stage::sweep);
    }

    assertThat(stage.ids("matches")).containsExactly(match.toString());
  }

  @Test
  void removesOldEvaluationErrors() {
    stage.work.execute(
        """
        INSERT INTO evaluation_errors (tenant_id, monitor_id, network_id, seq, error, created_at)
        SELECT '%s', '%s', '%s', n, 'e', ozm_now() + CASE WHEN n = 1000 THEN interval '2 days' ELSE '0' END
        FROM generate_series(1, 1000) AS n
        """
            .formatted(WorkStage.TENANT, new UUID(5, 5), WorkStage.NETWORK));

    stage.sweep();

    assertThat(stage.select("SELECT seq FROM evaluation_errors")).containsExactly("1000");
  }

  @Test
  void dropsWholeDaysOfAttempts() {
    stage.work.execute(
        """
        SELECT ozm_ensure_attempts_partition((ozm_now() AT TIME ZONE 'UTC')::date + day)
        FROM generate_series(0, 2) AS day;
        INSERT INTO delivery_attempts (tenant_id, delivery_id, attempt, at, duration_ms, outcome)
        SELECT '%s', '%s', day, ozm_now() + day * interval '1 day', 1, 'delivered'
        FROM generate_series(0, 2) AS day
        """
            .formatted(WorkStage.TENANT, new UUID(3, 3)));

    stage.at(Duration.ofDays(32)).sweep();

    assertThat(stage.select("SELECT attempt FROM delivery_attempts")).containsExactly("2");
    assertThat(
            stage.select(
                "SELECT count(*) FROM pg_inherits WHERE inhparent = 'delivery_attempts'::regclass"))
        .containsExactly("1");
  }
}
