package org.ozmonitor.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.server.demo.ReorgSchedule.Reorgs;

class DemoIT {
  private final Vertx vertx = Vertx.vertx();
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  @TempDir Path directory;

  @AfterEach
  void stop() throws Exception {
    get(vertx.close());
  }

  @Test
  void passesANodeThatFollowsTheChain() throws Exception {
    Path report = directory.resolve("report.json");
    Demo demo =
        demo(
            Optional.of(Duration.ofSeconds(4)),
            20,
            Optional.of(report),
            setup -> Future.succeededFuture(PlainNode.start(setup)));

    int exit = get(demo.run());

    JsonObject json = new JsonObject(Files.readString(report));
    assertThat(exit).as(text()).isZero();
    assertThat(json.getInteger("expected")).isGreaterThan(100);
    assertThat(json.getInteger("delivered")).isEqualTo(json.getInteger("expected"));
    assertThat(json.getInteger("lost")).isZero();
    assertThat(json.getInteger("repeated_new_id")).isZero();
    assertThat(json.getInteger("wrongly_standing")).isZero();
    assertThat(json.getInteger("retracted")).isPositive();
    assertThat(json.getInteger("reorgs")).isPositive();
    assertThat(json.getInteger("reorgs_of_sent_alerts")).isPositive();
    assertThat(json.getJsonObject("latency_ms").getDouble("p50")).isPositive();
    assertThat(json.getDouble("rpc_calls_per_block")).isGreaterThanOrEqualTo(2);
    assertThat(text()).contains("REORG", "alert", "retracted", "so far", "passed");
    try (var left = Files.list(directory)) {
      assertThat(left).containsExactly(report);
    }
  }

  @Test
  void failsANodeThatStaysSilent() throws Exception {
    Demo demo =
        demo(
            Optional.empty(),
            1,
            Optional.empty(),
            _ -> Future.succeededFuture(Future::succeededFuture));
    Future<Integer> exit = demo.run();
    long timer = vertx.setTimer(500, _ -> demo.finish());

    assertThat(get(exit)).isEqualTo(1);
    assertThat(vertx.cancelTimer(timer)).isFalse();
    assertThat(text()).contains("NOT passed", "kept in");
  }

  @Test
  void failsWhenTheNodeDoesNotStart() throws Exception {
    Demo demo =
        demo(Optional.empty(), 1, Optional.empty(), _ -> Future.failedFuture("no port is free"));

    assertThat(get(demo.run())).isEqualTo(1);
    assertThat(text()).contains("FAILED", "no port is free");
  }

  private Demo demo(
      Optional<Duration> duration,
      int drainSeconds,
      Optional<Path> report,
      Function<DemoSetup, Future<RunningNode>> startNode) {
    var reorgs = new Reorgs(Duration.ofMillis(400), Duration.ofMillis(500), 4);
    var chain = new Simulator.Settings(3, Duration.ofMillis(80), reorgs, Lies.few(), 1_000);
    return new Demo(
        vertx,
        new Demo.Options(directory, duration, chain, Duration.ofSeconds(drainSeconds), report),
        new PrintStream(shown, true, StandardCharsets.UTF_8),
        InstantSource.system(),
        System::nanoTime,
        startNode);
  }

  private String text() {
    return shown.toString(StandardCharsets.UTF_8);
  }

  @CanIgnoreReturnValue
  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(40, TimeUnit.SECONDS);
  }
}
