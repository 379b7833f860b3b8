package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ozmonitor.fixture.LoadReport.round;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.JarCommand;
import org.ozmonitor.fixture.LoadReceiver;
import org.ozmonitor.fixture.LoadReport;
import org.ozmonitor.fixture.LoadStage;
import org.ozmonitor.fixture.Sql;

/// What one node with its embedded, durable database commits and delivers. Short in `verify`, where
/// it only shows that all arrives; in full by `scripts/load delivery`, which writes what was
/// measured
/// to `target/load`.
class DeliveryLoadIT {
  private static final boolean FULL = System.getProperty("ozm.load", "short").equals("full");

  /// Transfers in a block of 200 transactions, about.
  private static final int MATCHES_PER_BLOCK = 105;

  /// Monitors that match the same transfers where it is measured what can be committed: what it
  /// costs to make, to serve and to read the chain is not what is asked about.
  private static final int MONITORS = FULL ? 4 : 2;

  /// Networks that are committed beside each other there.
  private static final int NETWORKS = FULL ? 4 : 2;

  @TempDir private Path directory;

  @Test
  void commitsMatchesWithTheirDeliveriesAndWorksOffABacklog() {
    int blocks = Integer.getInteger("ozm.load.blocks", FULL ? 500 : 8);
    try (LoadStage stage = new LoadStage(directory, NETWORKS, blocks, 200, 0)) {
      stage
          .trigger("hook", "127.0.0.1")
          .monitors(MONITORS, "hook")
          .start("block-watcher", "worker", "load-balancer");
      stage.startChain();
      double all = (double) blocks * MATCHES_PER_BLOCK * MONITORS * NETWORKS;
      stage.await("warm", () -> stage.metric("ozm_matches_total") > (FULL ? 0.15 * all : 0));
      LoadStage.Cpu before = stage.cpu();
      double first = stage.metric("ozm_matches_total");
      long began = System.nanoTime();
      stage.await(
          "the chain is evaluated",
          () ->
              stage.metric("ozm_matches_total")
                      >= (blocks - 5) * (MATCHES_PER_BLOCK - 10.0) * MONITORS * NETWORKS
                  && stage.metric("ozm_lane_lag") == 0
                  && stage.metric("oz_monitor_blocks_behind") == 0);
      double seconds = (System.nanoTime() - began) / 1e9;
      double committed = stage.metric("ozm_matches_total") - first;
      write(
          "commit",
          new JsonObject()
              .put("matches_before", first)
              .put("matches", committed)
              .put("networks", NETWORKS)
              .put("monitors", MONITORS)
              .put("seconds", round(seconds))
              .put("matches_per_second", round(committed / seconds))
              .put("cores", stage.cpu().since(before, seconds)));
      stage.stop();

      workOff(stage);
    }
  }

  private void workOff(LoadStage stage) {
    stage.start();
    int total;
    try (Sql sql = stage.sql()) {
      total = (int) sql.number("SELECT count(*) FROM deliveries");
    }
    stage.await("deliveries", () -> stage.receiver().count() > Math.min(5_000, total / 2));
    LoadStage.Cpu before = stage.cpu();
    int first = stage.receiver().count();
    long began = System.nanoTime();
    long deadline = began + Duration.ofSeconds(60).toNanos();
    stage.await(
        "a minute, or all",
        () -> stage.receiver().count() >= total || System.nanoTime() > deadline);
    double seconds = (System.nanoTime() - began) / 1e9;
    int count = stage.receiver().count() - first;
    write(
        "backlog",
        new JsonObject()
            .put("deliveries", count)
            .put("seconds", round(seconds))
            .put("deliveries_per_second", round(count / seconds))
            .put("repeated", stage.receiver().repeated())
            .put("cores", stage.cpu().since(before, seconds)));
    if (!FULL) {
      assertThat(stage.receiver().count()).isEqualTo(total);
      assertThat(stage.receiver().repeated()).isZero();
    }
  }

  @Test
  void deliversWhatTheChainBringsInAMinute() {
    double perSecond =
        Double.parseDouble(System.getProperty("ozm.load.rate", FULL ? "3200" : "200"));
    int seconds = FULL ? 75 : 5;
    double blocksPerSecond = perSecond / MATCHES_PER_BLOCK;
    try (LoadStage stage =
        new LoadStage(directory, (long) (seconds * blocksPerSecond), 200, blocksPerSecond)) {
      stage.trigger("hook", "127.0.0.1").monitor("hook").start();
      stage.startChain();
      stage.pause(Duration.ofSeconds(FULL ? 10 : 1));
      LoadStage.Cpu before = stage.cpu();
      int first = stage.receiver().count();
      long began = System.nanoTime();
      stage.pause(Duration.ofSeconds(FULL ? 60 : 3));
      double took = (System.nanoTime() - began) / 1e9;
      int count = stage.receiver().count() - first;
      LoadStage.Cpu after = stage.cpu();
      write(
          "sustained",
          new JsonObject()
              .put("wanted_per_second", round(perSecond))
              .put("deliveries", count)
              .put("seconds", round(took))
              .put("deliveries_per_second", round(count / took))
              .put("commit_to_arrival", stage.latency("true"))
              .put("repeated", stage.receiver().repeated())
              .put("cores", after.since(before, took)));
      assertThat(count).isPositive();
      assertThat(stage.receiver().repeated()).isZero();
    }
  }

  @Test
  void hangingEndpointsCostTheOthersLittle() {
    JsonObject without = endpoints(directory.resolve("without"), 0);
    JsonObject with = endpoints(directory.resolve("with"), 10);
    double ratio =
        with.getJsonObject("others").getDouble("p99_ms")
            / without.getJsonObject("others").getDouble("p99_ms");
    write(
        "hanging",
        new JsonObject().put("without", without).put("with", with).put("p99_ratio", round(ratio)));
    assertThat(with.getJsonObject("others").getInteger("count")).isPositive();
  }

  /// @param percent of the endpoints that hang
  private JsonObject endpoints(Path directory, int percent) {
    int endpoints = FULL ? 1_000 : 50;
    int seconds = FULL ? 60 : 5;
    double blocksPerSecond = 1.5;
    try (LoadStage stage =
        new LoadStage(directory, (long) (seconds * blocksPerSecond), 1, blocksPerSecond)) {
      String[] keys =
          IntStream.range(0, endpoints)
              .mapToObj(n -> (n % 100 < percent ? "hang-" : "well-") + n)
              .toArray(String[]::new);
      for (int n = 0; n < endpoints; n++) {
        String part = (n / 250 + 1) + "." + (n % 250 + 1);
        stage.trigger(
            keys[n], keys[n].startsWith("hang") ? LoadReceiver.HANGING + part : "127.1." + part);
      }
      stage.monitor(keys).start();
      stage.startChain();
      stage.pause(Duration.ofSeconds(seconds));
      return new JsonObject()
          .put("endpoints", endpoints)
          .put("hanging_percent", percent)
          .put("others", stage.latency("t LIKE 'well-%'"));
    }
  }

  @Test
  void replaysDoNotHinderWhatIsFresh() {
    int letters = FULL ? 100_000 : 500;
    int seconds = FULL ? 40 : 4;
    double blocksPerSecond = 100.0 / 11;
    try (LoadStage stage =
        new LoadStage(
            directory, (long) ((3 * seconds + 60) * blocksPerSecond), 20, blocksPerSecond)) {
      stage.trigger("hook", "127.0.0.1").trigger("dead", "127.0.0.2").monitor("hook").start();
      stage.startChain();
      stage.pause(Duration.ofSeconds(FULL ? 15 : 2));
      JsonObject without = window(stage, seconds);
      bury(stage, letters);
      stage.pause(Duration.ofSeconds(FULL ? 10 : 1));
      JarCommand.Outcome replay = JarCommand.run(directory, "dead-letters", "replay", "--all");
      assertThat(replay.output()).as(replay.errors()).startsWith(letters + " ");
      int before = stage.receiver().count();
      JsonObject with = window(stage, seconds);
      double ratio = with.getDouble("p50_ms") / without.getDouble("p50_ms");
      write(
          "replay",
          new JsonObject()
              .put("dead_letters", letters)
              .put("arrived_in_the_window", stage.receiver().count() - before)
              .put("without", without)
              .put("with", with)
              .put("p50_ratio", round(ratio)));
      assertThat(with.getInteger("count")).isPositive();
    }
  }

  private static JsonObject window(LoadStage stage, int seconds) {
    String from;
    try (Sql sql = stage.sql()) {
      from = sql.text("SELECT ozm_now()");
    }
    stage.pause(Duration.ofSeconds(seconds));
    return stage.latency("t = 'hook' AND d.created_at > '" + from + "'");
  }

  /// Dead letters of another trigger, each of a match of its own.
  private static void bury(LoadStage stage, int count) {
    try (Sql sql = stage.sql()) {
      assertThat(
              sql.number(
                  """
                  WITH one AS (SELECT * FROM matches LIMIT 1),
                  made AS (
                    INSERT INTO matches (tenant_id, id, monitor_id, revision, network_id, seq,
                                         height, block_hash, transaction_id, state, match_json,
                                         variables)
                    SELECT tenant_id, gen_random_uuid(), monitor_id, revision, network_id, seq,
                           height, block_hash, 'copy ' || n, state, match_json, variables
                    FROM one, generate_series(1, %d) AS n RETURNING tenant_id, id),
                  dead AS (
                    INSERT INTO deliveries (tenant_id, id, match_id, trigger_id, event, cause_seq,
                                            config_version, outcome, reason, first_attempt_at,
                                            finished_at)
                    SELECT m.tenant_id, gen_random_uuid(), m.id, r.entity_id, 'detected', 1, 1,
                           'dead', 'HTTP status 500', ozm_now(), ozm_now()
                    FROM made m, config_revision r
                    WHERE r.kind = 'trigger' AND r.slug = 'dead' RETURNING 1)
                  SELECT count(*) FROM dead
                  """
                      .formatted(count)))
          .isEqualTo(count);
    }
  }

  private static void write(String name, JsonObject result) {
    LoadReport.write(name, result.put("full", FULL));
  }
}
