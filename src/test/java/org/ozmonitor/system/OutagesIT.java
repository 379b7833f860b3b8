package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.server.demo.Report;
import org.ozmonitor.system.ChainRun.Bus;
import org.ozmonitor.system.ChainRun.Result;

/// One chain with and without an outage: the same alerts stand in the end, under the same ids.
/// `scripts/outages` runs it in full length; what was found is in `target/outages`.
final class OutagesIT {
  private static Result undisturbed;

  @TempDir private Path directory;

  @BeforeAll
  static void runUndisturbed(@TempDir Path directory) {
    try (ChainRun run = new ChainRun(directory, Bus.ON)) {
      undisturbed = run.begin().finish();
      assertThat(run.metricsOfWatcher().sum("ozm_bus_messages_total")).isPositive();
      assertThat(hitsInRedis(run)).isPositive();
    }
    write("undisturbed", undisturbed, 0);
    assertKept(undisturbed.report());
  }

  @Test
  void isTheSameWhenTheDatabaseWasStopped() {
    assertSame(
        "database-stopped",
        Bus.ON,
        run -> run.without(run.database()::stop, run.database()::startAgain));
  }

  @Test
  void isTheSameWhenTheDatabaseDidNotAnswer() {
    assertSame(
        "database-frozen",
        Bus.ON,
        run -> run.without(run.database()::freeze, run.database()::thaw));
  }

  @Test
  void isTheSameWhenRedisIsGoneForGood() {
    assertSame("redis-gone", Bus.ON, ChainRun::withoutRedis);
  }

  @Test
  void isTheSameWhenTheEventBusIsMuted() {
    assertSame(
        "bus-muted",
        Bus.MUTED,
        run -> {
          assertThat(run.metricsOfWatcher().has("ozm_bus_messages_total")).isFalse();
          return run;
        });
  }

  @Test
  void isTheSameWhenHazelcastIsSplitForGood() {
    assertSame("hazelcast-split", Bus.ON, ChainRun::split);
  }

  private void assertSame(String name, Bus bus, UnaryOperator<ChainRun> disturbance) {
    Result result;
    try (ChainRun run = new ChainRun(directory, bus)) {
      result = disturbance.apply(run.begin()).finish();
    }
    Set<String> different = new TreeSet<>(result.standing());
    different.removeAll(undisturbed.standing());
    undisturbed.standing().stream()
        .filter(alert -> !result.standing().contains(alert))
        .forEach(different::add);
    write(name, result, different.size());
    assertThat(different).as("alerts that stand in one run alone").isEmpty();
    assertKept(result.report());
  }

  private static void assertKept(Report report) {
    assertThat(report.expected()).isGreaterThan(50);
    assertThat(report.lost()).as("lost in %s", report).isZero();
    assertThat(report.repeatedNewId()).as("repeated under a new id in %s", report).isZero();
    assertThat(report.wronglyStanding()).as("wrongly standing in %s", report).isZero();
  }

  private static double hitsInRedis(ChainRun run) {
    return run.metricsOfWorker().sum("ozm_block_store_requests_total", "hit", "redis");
  }

  private static void write(String name, Result result, int different) {
    try {
      Path target = Files.createDirectories(Path.of("target", "outages"));
      Files.writeString(
          target.resolve(name + ".json"),
          result
              .report()
              .toJson()
              .mergeIn(
                  new JsonObject()
                      .put("away_ms", result.lastedMs())
                      .put("standing", result.standing().size())
                      .put("different", different))
              .encodePrettily());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
