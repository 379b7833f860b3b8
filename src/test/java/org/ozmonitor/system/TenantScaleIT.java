package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.Histogram;
import org.ozmonitor.fixture.LoadStage;
import org.ozmonitor.fixture.ManyTenants;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.server.demo.LongChain;

/// What many tenants cost one node with all roles and its embedded, durable database, on a chain
/// with a block of 200 transactions each second. Short in `verify`, where it only shows that it
/// works; in full by `scripts/tenants`, which compares many with a hundred and writes what was
/// measured to `target/tenants`.
final class TenantScaleIT {
  private static final boolean FULL = System.getProperty("ozm.scale", "short").equals("full");
  private static final int TENANTS = Integer.getInteger("ozm.scale.tenants", FULL ? 10_000 : 20);
  private static final int MONITORS = Integer.getInteger("ozm.scale.monitors", FULL ? 100 : 10);
  private static final String HEAP = System.getProperty("ozm.scale.heap", FULL ? "8g" : "512m");
  private static final int SECONDS = Integer.getInteger("ozm.scale.seconds", FULL ? 60 : 4);

  /// What is compiled in this time is not what is asked about.
  private static final int WARM_UP = FULL ? 20 : 2;

  /// After the first, which is there from the beginning.
  private static final long BLOCKS = (long) WARM_UP + SECONDS + 2;

  private static final int IDLE = FULL ? 10 : 3;

  /// Tenants that many are compared with.
  private static final int FEW = 100;

  /// Questions that a block takes, with its receipts: one each. Of the few blocks of the short form
  /// a busy machine asks some again; a question for each tenant would still be ten times as many.
  private static final double CALLS_PER_BLOCK = 2;

  private static final String TRANSACTIONS =
      "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()";

  @TempDir private Path directory;

  @Test
  void manyTenantsCostABlockNoMoreThanFew() throws IOException {
    JsonObject many = run("many", TENANTS);

    assertThat(many.getDouble("rpc_calls_per_block"))
        .isBetween(0.9 * CALLS_PER_BLOCK, (FULL ? 1.1 : 2) * CALLS_PER_BLOCK);
    assertThat(many.getInteger("tenants_told")).isEqualTo(ManyTenants.MATCHING);
    if (FULL) {
      JsonObject few = run("few", FEW);
      double ratio = many.getDouble("evaluation_p50_ms") / few.getDouble("evaluation_p50_ms");
      double means = many.getDouble("evaluation_mean_ms") / few.getDouble("evaluation_mean_ms");
      write(
          "ratio",
          new JsonObject()
              .put("evaluation_ratio", round(ratio))
              .put("evaluation_ratio_of_means", round(means))
              .put("heap_bytes_per_monitor", perMonitor(few, many)));
      assertThat(few.getDouble("rpc_calls_per_block")).isCloseTo(CALLS_PER_BLOCK, within(0.2));
      assertThat(ratio).isLessThanOrEqualTo(1.2);
    }
  }

  private JsonObject run(String name, int tenants) throws IOException {
    Path place = directory.resolve(name);
    var result = new JsonObject().put("tenants", tenants).put("monitors", tenants * MONITORS);
    try (LoadStage stage = new LoadStage(place, 1 + BLOCKS, 200, 1)) {
      stage.trigger("hook", "127.0.0.1");
      fill(stage, place, tenants, result);
      start(stage, tenants, result);
      double calls = blockCalls(stage);
      stage.startChain();
      stage.pause(Duration.ofSeconds(WARM_UP));
      measure(stage, result);
      stage.await("the chain has ended", () -> stage.head() == LongChain.FIRST + BLOCKS);
      stage.await("all is evaluated", () -> isAtTheHead(stage, tenants));
      result.put("rpc_calls_per_block", round((blockCalls(stage) - calls) / BLOCKS));
      told(stage, result);
      summary(stage, result);
      idle(stage, result);
      memory(stage, result);
    } finally {
      write(name, result);
    }
    return result;
  }

  private static void fill(LoadStage stage, Path place, int tenants, JsonObject result) {
    long began = System.nanoTime();
    new ManyTenants(tenants, MONITORS)
        .writeTo(stage.tree(), "load_1")
        .fill(place.resolve("data"), stage.tree());
    result.put("fill_s", secondsSince(began));
  }

  private static void start(LoadStage stage, int tenants, JsonObject result) {
    long began = System.nanoTime();
    String most = Integer.toString(tenants);
    stage.startWithoutTree(
        HEAP,
        Map.of(
            "worker.max_tenants_per_worker", most, "load_balancer.max_tenants_per_worker", most));
    stage.await("ready", stage::isReady);
    result.put("ready_s", secondsSince(began));
    stage.await("all are assigned", () -> isAtTheHead(stage, tenants));
    result.put("all_assigned_s", secondsSince(began));
  }

  private static boolean isAtTheHead(LoadStage stage, int tenants) {
    return stage.metric("ozm_tenants") == tenants
        && stage.metric("ozm_tenants_unassigned") == 0
        && stage.metric("oz_monitor_tenant_count") == tenants
        && stage.metric("ozm_index_monitors") == tenants * MONITORS
        && stage.metric("oz_monitor_blocks_behind") == 0
        && stage.metric("ozm_lane_lag") == 0;
  }

  private static void measure(LoadStage stage, JsonObject result) {
    String before = stage.metrics();
    LoadStage.Cpu cpu = stage.cpu();
    long began = System.nanoTime();
    double mostLag = 0;
    for (int second = 0; second < SECONDS; second++) {
      stage.pause(Duration.ofSeconds(1));
      mostLag = Math.max(mostLag, stage.metric("ozm_lane_lag"));
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    String after = stage.metrics();
    Histogram evaluated = stage(after, "matched").since(stage(before, "matched"));
    Histogram appended = stage(after, "appended").since(stage(before, "appended"));
    Histogram processed = processed(after).since(processed(before));
    result
        .put("blocks", (long) processed.count())
        .put("evaluation_mean_ms", millis(evaluated.mean()))
        .put("evaluation_p50_ms", millis(evaluated.quantile(0.5)))
        .put("evaluation_p99_ms", millis(evaluated.quantile(0.99)))
        .put("appended_mean_ms", millis(appended.mean()))
        .put("processing_mean_ms", millis(processed.mean()))
        .put(
            "share_of_block_time_percent",
            round(100 * (appended.sum() + processed.sum()) / seconds))
        .put("most_lag_blocks", mostLag)
        .put("cores", stage.cpu().since(cpu, seconds));
  }

  /// Questions about blocks so far.
  private static double blockCalls(LoadStage stage) {
    return stage
        .metrics()
        .lines()
        .filter(line -> line.startsWith("rpc_requests_total{") && line.contains("eth_getBlock"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static Histogram stage(String metrics, String stage) {
    return Histogram.of(metrics, "ozm_stage_seconds", "stage=\"" + stage + "\"");
  }

  private static Histogram processed(String metrics) {
    return Histogram.of(metrics, "oz_monitor_block_processing_duration_seconds", "network=");
  }

  private static void told(LoadStage stage, JsonObject result) {
    try (Sql sql = stage.sql()) {
      long due = sql.number("SELECT count(*) FROM deliveries");
      stage.await("all is told", () -> stage.receiver().count() == due);
      result
          .put("deliveries", due)
          .put("tenants_told", sql.number("SELECT count(DISTINCT tenant_id) FROM deliveries"))
          .put("database_mib", sql.number("SELECT pg_database_size(current_database()) >> 20"));
    }
  }

  private static void summary(LoadStage stage, JsonObject result) {
    long began = System.nanoTime();
    JsonObject summary = stage.summary();
    result.put("summary_ms", millis((System.nanoTime() - began) / 1e9));
    assertThat(summary.getLong("total_monitors")).isEqualTo(result.getLong("monitors"));
  }

  private static void idle(LoadStage stage, JsonObject result) {
    try (Sql sql = stage.sql()) {
      long first = sql.number(TRANSACTIONS);
      stage.pause(Duration.ofSeconds(IDLE));
      result.put(
          "idle_transactions_per_second",
          round((sql.number(TRANSACTIONS) - first) / (double) IDLE));
    }
  }

  private static void memory(LoadStage stage, JsonObject result) throws IOException {
    result.put("resident_mib", resident(stage.pid()));
    collect(stage.pid());
    double heap =
        stage
            .metrics()
            .lines()
            .filter(line -> line.startsWith("jvm_memory_used_bytes") && line.contains("\"heap\""))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
    result.put("heap_after_collection_mib", (long) heap >> 20);
  }

  private static long perMonitor(JsonObject few, JsonObject many) {
    long mib = many.getLong("heap_after_collection_mib") - few.getLong("heap_after_collection_mib");
    return (mib << 20) / Math.max(1, many.getInteger("monitors") - few.getInteger("monitors"));
  }

  private static long resident(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
        .sum();
  }

  private static void collect(long pid) throws IOException {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      int exit =
          new ProcessBuilder(jcmd, Long.toString(pid), "GC.run")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      assertThat(exit).isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static double secondsSince(long nanos) {
    return round((System.nanoTime() - nanos) / 1e9);
  }

  private static double millis(double seconds) {
    return round(1_000 * seconds);
  }

  private static double round(double value) {
    return Math.round(100 * value) / 100.0;
  }

  private static void write(String name, JsonObject result) throws IOException {
    Path folder = Path.of("target", "tenants");
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve(name + ".json"), result.put("full", FULL).encodePrettily() + "\n");
  }
}
