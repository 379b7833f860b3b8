package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.LoadReceiver;
import org.ozmonitor.fixture.LoadReport;
import org.ozmonitor.fixture.LoadStage;
import org.ozmonitor.fixture.LoadTree;
import org.ozmonitor.fixture.Sql;

/// What tenants in trouble cost the others on one node with its embedded, durable database: one
/// matches everything, the scripts of one fail, the endpoint of one never answers, and a file of
/// one becomes invalid. Short in `verify`, where it shows that the others get all that is theirs
/// and that the trouble is seen; in full by `scripts/load tenants`, which compares with a run
/// without them and writes `target/load/tenants.json`.
class NoisyTenantsIT {
  private static final boolean FULL = System.getProperty("ozm.load", "short").equals("full");

  /// Tenants that are well.
  private static final int WELL = FULL ? 20 : 4;

  private static final double BLOCKS_PER_SECOND = FULL ? 1 : 10;
  private static final int TRANSACTIONS = FULL ? 200 : 20;

  /// About three transfers of a block are of more.
  private static final long AMOUNT = FULL ? 97_000_000_000L : 80_000_000_000L;

  /// Alerts of a tenant in a block; what is over goes into a digest.
  private static final int QUOTA = FULL ? 50 : 12;

  /// The minute of block time ends in between: blocks are a second apart there.
  private static final int BLOCKS = FULL ? 90 : 70;

  private static final Duration WARM_UP = FULL ? Duration.ofSeconds(20) : Duration.ofSeconds(1);

  private static final String WELL_TRIGGERS = "t LIKE 'well-%'";

  /// Tenants that are well, and stand before the end of the log.
  private static final String BEHIND =
      """
      SELECT count(*) FROM tenant_lane p JOIN lane l ON l.id = p.lane_id
        JOIN tenants t ON t.id = p.tenant_id
      WHERE t.slug LIKE 'well-%' AND l.seq < (SELECT max(seq) FROM block_log)\
      """;

  @TempDir private Path directory;

  @Test
  void tenantsInTroubleCostTheOthersLittle() {
    JsonObject result = new JsonObject().put("full", FULL).put("tenants_well", WELL);
    if (FULL) {
      result.put("without", run("without", false));
    }
    JsonObject with = run("with", true);
    result.put("with", with);
    if (FULL) {
      JsonObject without = result.getJsonObject("without");
      result.put("p99_ratio", LoadReport.round(p99(with) / p99(without)));
      assertThat(with.getLong("alerts")).isEqualTo(without.getLong("alerts"));
    }
    LoadReport.write("tenants", result);
  }

  private static double p99(JsonObject run) {
    return run.getJsonObject("commit_to_arrival").getDouble("p99_ms");
  }

  private JsonObject run(String name, boolean trouble) {
    try (LoadStage stage =
        new LoadStage(directory.resolve(name), BLOCKS, TRANSACTIONS, BLOCKS_PER_SECOND)) {
      stage.setting("limits.matches_per_block", Integer.toString(QUOTA));
      for (int n = 1; n <= WELL; n++) {
        tenant(stage, "well-" + n, "127.0.1." + n).transfersAbove(AMOUNT, "large", "well-" + n);
      }
      if (trouble) {
        trouble(stage);
      }
      stage.start();
      try (Sql sql = stage.sql()) {
        int tenants = WELL + (trouble ? 4 : 0);
        stage.await(
            "tenants have their lanes",
            () -> sql.number("SELECT count(*) FROM tenant_lane") == tenants);
        return measure(stage, sql, trouble);
      }
    }
  }

  private static void trouble(LoadStage stage) {
    tenant(stage, "flood", "127.0.2.1").everything("all", "flood");
    tenant(stage, "scripts", "127.0.2.2")
        .asked(AMOUNT, "fails", "exit 3", "scripts")
        .asked(AMOUNT, "hangs", "sleep 60", "scripts");
    tenant(stage, "hanging", LoadReceiver.HANGING + "0.1").transfersAbove(AMOUNT, "l", "hanging");
    tenant(stage, "invalid", "127.0.2.3").transfersAbove(AMOUNT, "large", "invalid");
  }

  private static LoadTree tenant(LoadStage stage, String slug, String address) {
    return stage.tenant(slug).trigger(slug, address);
  }

  private static JsonObject measure(LoadStage stage, Sql sql, boolean trouble) {
    stage.startChain();
    stage.pause(WARM_UP);
    String from = sql.text("SELECT ozm_now()");
    LoadStage.Cpu before = stage.cpu();
    long began = System.nanoTime();
    if (trouble) {
      stage.tenant("invalid").breakMonitor("large");
    }
    stage.await(
        "all blocks are evaluated",
        () ->
            sql.number("SELECT max(height) FROM block_log") == stage.last()
                && sql.number(BEHIND) == 0);
    LoadStage.Cpu after = stage.cpu();
    double seconds = (System.nanoTime() - began) / 1e9;
    long alerts = of(sql, "deliveries", "well-%");
    stage.await(
        "all alerts of those who are well have arrived",
        () -> stage.latency(WELL_TRIGGERS).getInteger("count") >= alerts);
    assertThat(alerts).isGreaterThan(WELL * BLOCKS / 2);
    assertThat(stage.receiver().repeated()).isZero();
    if (trouble) {
      floodIsFolded(sql);
      failuresOfScriptsAreRecorded(sql);
      hangingEndpointHasAQueue(sql);
      lastSoundDocumentStaysAndTheFileIsNamed(stage, sql, from);
    }
    return new JsonObject()
        .put("alerts", alerts)
        .put(
            "commit_to_arrival",
            stage.latency(WELL_TRIGGERS + " AND d.created_at > '" + from + "'"))
        .put("matches_of_all", of(sql, "matches", "%"))
        .put("folded", of(sql, "matches", "flood", "x.state = 'suppressed'"))
        .put("failures_of_scripts", of(sql, "evaluation_errors", "scripts"))
        .put("queue_of_the_hanging", of(sql, "delivery_queue", "hanging"))
        .put("cores", after.since(before, seconds));
  }

  private static void floodIsFolded(Sql sql) {
    assertThat(of(sql, "matches", "flood")).isGreaterThanOrEqualTo((BLOCKS - 1L) * TRANSACTIONS);
    assertThat(of(sql, "matches", "flood", "x.state = 'suppressed'")).isPositive();
    assertThat(of(sql, "deliveries", "flood", "x.event = 'detected'"))
        .isPositive()
        .isLessThanOrEqualTo((long) BLOCKS * QUOTA);
    assertThat(of(sql, "deliveries", "flood", "x.event = 'digest'")).isPositive();
  }

  private static void failuresOfScriptsAreRecorded(Sql sql) {
    assertThat(of(sql, "evaluation_errors", "scripts", "x.error LIKE '%filter script%'"))
        .isPositive();
    assertThat(of(sql, "evaluation_errors", "well-%")).isZero();
  }

  private static void hangingEndpointHasAQueue(Sql sql) {
    assertThat(of(sql, "delivery_queue", "hanging"))
        .isGreaterThan(BLOCKS / 2)
        .isEqualTo(of(sql, "deliveries", "hanging"));
  }

  /// @param from since when the monitor's file is broken
  private static void lastSoundDocumentStaysAndTheFileIsNamed(
      LoadStage stage, Sql sql, String from) {
    assertThat(stage.answer("/ready").body()).contains("tenant invalid: monitors/large.json");
    assertThat(of(sql, "deliveries", "invalid", "x.created_at > timestamptz '" + from + "'"))
        .isGreaterThan(BLOCKS / 2);
  }

  private static long of(Sql sql, String table, String tenants) {
    return of(sql, table, tenants, "true");
  }

  private static long of(Sql sql, String table, String tenants, String condition) {
    return sql.number(
        "SELECT count(*) FROM %s x JOIN tenants t ON t.id = x.tenant_id WHERE t.slug LIKE '%s' AND %s"
            .formatted(table, tenants, condition));
  }
}
