package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.notification.FreshDeliveries;

/// Quotas of matches in the transactions of a lane. Blocks are 20 s apart, so that 1 and 2 are in
/// the first minute, 3 to 5 in the second, 6 to 8 in the third.
class QuotaIT {
  private WorkStage stage;
  private @Nullable LaneWalk walk;
  private int blocks;

  @BeforeEach
  void create() {
    stage = new WorkStage(new JsonObject().put("detect_at", "head").put("confirmation_blocks", 3));
    stage.secondsPerBlock = 20;
    var _ = stage.lane("w");
    stage.monitor("whales");
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void storesEveryMatchAndFoldsWhatIsOverTheQuotaOfABlockIntoOneDigest() {
    limit("matches_per_block", 2);
    stage.block(matches(5));
    stage.block(matches(3));
    resume();
    walk();
    assertThat(states()).containsExactly("detected 4", "suppressed 4");
    assertThat(digests()).isEmpty();

    long end = stage.block();
    walk();

    assertThat(digests()).containsExactly("hook " + end + " 4 null");
    assertThat(events()).containsExactly("detected 4", "digest 1");
  }

  @Test
  void countsTheMinuteByTheTimeOfBlocks() {
    limit("matches_per_minute", 3);
    stage.block(matches(2));
    stage.block(matches(2));
    stage.block(matches(2));
    stage.block(matches(2));
    stage.block(matches(2));
    long end = stage.block(matches(1));
    resume();
    walk();

    assertThat(events()).containsExactly("detected 7", "digest 2");
    assertThat(digests())
        .containsExactly("hook " + (end - 3) + " 1 null", "hook " + end + " 3 null");
  }

  @Test
  void leavesOtherTenantsAlone() {
    TenantId other = stage.tenant("other");
    stage.monitor(other, "others", new JsonObject());
    limit("matches_per_block", 1);
    stage.block("0xa whales", "0xb whales", "0xa others", "0xb others", "0xc others");
    resume();
    walk();

    assertThat(
            WorkRows.select(
                stage.database,
                "SELECT count(*) FROM deliveries WHERE tenant_id = $1 AND event = 'detected'",
                other.value()))
        .containsExactly(List.of("3"));
    assertThat(states()).containsExactly("detected 4", "suppressed 1");
  }

  @Test
  void foldsTheLessGraveFirst() {
    stage.monitor("grave", new JsonObject().put("severity", "critical"));
    limit("matches_per_block", 1);
    stage.block("0xa whales", "0xb grave", "0xc whales");
    resume();
    walk();

    assertThat(sent()).containsExactly("0xb");
  }

  @Test
  void foldsMatchesBeforeTheirScriptsAreAsked() {
    stage.script("keep.sh", "echo false");
    stage.monitor(
        "asked",
        new JsonObject()
            .put(
                "trigger_conditions",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("script_path", "keep.sh")
                            .put("language", "Bash")
                            .put("timeout_ms", 1000))));
    limit("matches_per_block", 1);
    stage.block("0xa asked", "0xb asked", "0xc asked");
    resume();
    walk();

    assertThat(states()).containsExactly("screening 1", "suppressed 2");
  }

  @Test
  void correctsADigestWhenABlockThatItToldOfIsOrphaned() {
    limit("matches_per_block", 1);
    stage.block(matches(3));
    stage.block(matches(4));
    long told = stage.block();
    resume();
    walk();
    assertThat(digests()).containsExactly("hook " + told + " 5 null");

    stage.orphan();
    stage.orphan();
    stage.block();
    walk();
    assertThat(digests()).hasSize(1);
    long corrected = stage.block();
    walk();

    assertThat(digests())
        .containsExactly("hook " + told + " 5 null", "hook " + corrected + " 2 null");
  }

  @Test
  void saysNothingOfWhatWasOrphanedBeforeItWasTold() {
    limit("matches_per_block", 1);
    stage.block(matches(3));
    stage.orphan();
    IntStream.range(0, 4).forEach(_ -> stage.block());
    resume();
    walk();

    assertThat(digests()).isEmpty();
  }

  @Test
  void tellsOfAMatchThatStandsAndNotOfOneThatWasOrphanedBefore() {
    limit("matches_per_block", 1);
    stage.block(matches(3));
    stage.orphan();
    stage.block(matches(2));
    IntStream.range(0, 3).forEach(_ -> stage.block());
    resume();
    walk();

    assertThat(
            texts(
                "SELECT d.variables::jsonb ->> 'digest.matches', m.state FROM deliveries d"
                    + " JOIN matches m ON m.id = d.match_id WHERE d.event = 'digest'"))
        .containsExactly("1 suppressed");
  }

  @Test
  void goesOnPastAMinuteWhoseMatchesAreGone() {
    limit("matches_per_block", 1);
    stage.block(matches(3));
    resume();
    walk();
    stage.execute("DELETE FROM matches; DELETE FROM delivery_queue");

    IntStream.range(0, 3).forEach(_ -> stage.block());
    resume();
    walk();

    assertThat(digests()).isEmpty();
  }

  @Test
  void foldsTheSameWhenTheRangeIsEvaluatedAgainByAnother() {
    limit("matches_per_minute", 4);
    stage.monitor("others");
    for (int i = 0; i < 20; i++) {
      String id = "0x" + i;
      stage.block(id + "a whales", id + "b others", id + "c whales", id + "a others");
      if (i % 5 == 0) {
        stage.orphan();
      }
    }
    resume();
    walk();
    var matches = rows();
    var digests = digests();
    assertThat(digests).isNotEmpty();

    stage.execute("UPDATE lane SET seq = 0, epoch = epoch + 1");
    resume();
    walk();
    assertThat(rows()).isEqualTo(matches);
    assertThat(digests()).isEqualTo(digests);

    stage.execute(
        "DELETE FROM matches; DELETE FROM delivery_queue; DELETE FROM quota_use;"
            + " UPDATE lane SET seq = 0, epoch = epoch + 1");
    resume();
    walk();
    assertThat(rows()).isEqualTo(matches);
    assertThat(digests()).isEqualTo(digests);
  }

  @Test
  void forgetsWhatTheLogHasForgotten() {
    limit("matches_per_minute", 1);
    stage.block(matches(2));
    stage.block(matches(2));
    long last = stage.block(matches(2));
    resume();
    walk();

    int gone =
        WorkStage.await(new QuotaRows().forget(stage.engine.reader(), WorkStage.NETWORK, last, 10));

    assertThat(gone).isEqualTo(2);
    assertThat(WorkRows.select(stage.database, "SELECT seq FROM quota_folds"))
        .containsExactly(List.of("" + last));
  }

  private String[] matches(int count) {
    String block = Integer.toString(++blocks);
    return IntStream.range(0, count)
        .mapToObj(n -> "0x" + block + "-" + n + " whales")
        .toArray(String[]::new);
  }

  private void limit(String limit, int number) {
    stage.limits(WorkStage.TENANT, new JsonObject().put(limit, number));
  }

  private void resume() {
    walk = stage.walk(FreshDeliveries.NONE);
  }

  private void walk() {
    stage.walkToEnd(Objects.requireNonNull(walk));
  }

  private List<String> states() {
    return texts("SELECT state, count(*) FROM matches GROUP BY 1 ORDER BY 1");
  }

  private List<String> events() {
    return texts("SELECT event, count(*) FROM deliveries GROUP BY 1 ORDER BY 1");
  }

  private List<String> sent() {
    return texts(
        "SELECT m.transaction_id FROM deliveries d JOIN matches m ON m.id = d.match_id ORDER BY 1");
  }

  /// Trigger, cause, number of matches and outcome.
  private List<String> digests() {
    return texts(
        "SELECT r.slug, d.cause_seq, d.variables::jsonb ->> 'digest.matches', d.outcome"
            + " FROM deliveries d JOIN config_revision r ON r.entity_id = d.trigger_id"
            + " WHERE d.event = 'digest' ORDER BY d.cause_seq");
  }

  private List<List<String>> rows() {
    return WorkRows.select(
        stage.database,
        "SELECT m.id, m.state, m.seq, (SELECT count(*) FROM deliveries d WHERE d.match_id = m.id"
            + " AND d.event = 'detected' AND d.cause_seq = m.seq)"
            + " FROM matches m WHERE m.state <> 'retracted' ORDER BY m.id");
  }

  private List<String> texts(String sql) {
    return WorkRows.select(stage.database, sql).stream().map(row -> String.join(" ", row)).toList();
  }
}
