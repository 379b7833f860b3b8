package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ozmonitor.server.work.ScreeningStage.asking;
import static org.ozmonitor.server.work.ScreeningStage.condition;
import static org.ozmonitor.server.work.ScreeningStage.conditions;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.server.breaker.BreakerState;
import org.ozmonitor.server.breaker.Guarded;

/// Filter scripts that fail: what becomes of the match, and what is written down.
class ScreeningFailuresIT {
  @TempDir Path directory;

  private ScreeningStage stage;

  @BeforeEach
  void create() {
    stage = new ScreeningStage(directory);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void scriptErrorSendsTheAlertAndIsRecorded() {
    stage.work.monitor("whales", asking("fail.sh", "keep.sh"));
    stage.work.block("0xa whales");
    stage.walk();

    stage.screen();

    stage.settles("0xa", "detected");
    assertThat(stage.work.deliveryRows()).hasSize(1);
    assertThat(stage.errors())
        .containsExactly(
            "transaction 0xa: filter script fail.sh: Script execution failed with status 3: bad"
                + " match");
  }

  @Test
  void scriptThatCannotBeRunSendsTheAlertAndIsRecorded() {
    stage.work.monitor("whales", asking("gone.sh"));
    stage.work.block("0xa whales");
    stage.walk();

    stage.screen();

    stage.settles("0xa", "detected");
    assertThat(stage.work.deliveryRows()).hasSize(1);
    assertThat(stage.errors())
        .containsExactly(
            "transaction 0xa: filter script gone.sh: Script was not run: Script content not found");
  }

  @Test
  void asksScriptsThatFailAgainAndAgainNoMoreUntilOneTrySucceeds() throws Exception {
    Path asked = directory.resolve("asked");
    Path mended = directory.resolve("mended");
    stage.work.script(
        "counted.sh", "echo x >> %s; [ -e %s ] && echo false || exit 3".formatted(asked, mended));
    stage.work.monitor("whales", asking("counted.sh"));
    IntStream.range(0, 40).forEach(n -> stage.work.block("0x" + n + " whales"));
    stage.walk();

    stage.screen();
    await()
        .untilAsserted(
            () ->
                assertThat(stage.work.matches())
                    .extracting(row -> row.get(1))
                    .hasSize(40)
                    .doesNotContain("screening"));
    assertThat(Files.readAllLines(asked)).hasSizeLessThan(20);
    assertThat(stage.errors()).anyMatch(error -> error.contains("Script was not asked"));
    assertThat(stage.texts("SELECT state FROM tenant_breakers WHERE network_id IS NULL"))
        .containsAnyOf("open", "half_open");

    Files.createFile(mended);
    awaitHalfOpen();
    stage.work.block("0xz whales");
    stage.walk();
    stage.settles("0xz", "detected");
    await()
        .untilAsserted(
            () ->
                assertThat(stage.texts("SELECT state FROM tenant_breakers"))
                    .containsExactly("closed"));
  }

  @Test
  void takesAScriptThatCouldNotBeStartedForNoSuccess() throws Exception {
    Path inputs = directory.resolve("inputs");
    stage.close();
    stage = new ScreeningStage(inputs);
    stage.work.monitor("whales", asking("fail.sh"));
    stage.work.block(
        IntStream.range(0, 20).mapToObj(n -> "0x" + n + " whales").toArray(String[]::new));
    stage.walk();
    stage.screen();
    await().until(() -> stage.texts("SELECT match_id::text FROM screenings").isEmpty());
    awaitHalfOpen();
    List<String> openings = openings();

    Files.delete(inputs);
    Files.createFile(inputs);
    stage.work.block("0xz whales");
    stage.walk();

    stage.settles("0xz", "detected");
    assertThat(stage.errors()).anyMatch(error -> error.contains("it cannot be started"));
    await().untilAsserted(() -> assertThat(openings()).isNotEqualTo(openings));
  }

  private void awaitHalfOpen() {
    await()
        .until(
            () ->
                stage.breakers.state(Guarded.scripts(WorkStage.TENANT)) == BreakerState.HALF_OPEN);
  }

  private List<String> openings() {
    return stage.texts("SELECT openings::text FROM tenant_breakers");
  }

  @Test
  void scriptErrorDropsTheAlertWhereThatIsWanted() {
    stage.work.monitor("whales", conditions(condition("fail.sh").put("on_error", "drop")));
    stage.work.block("0xa whales");
    stage.walk();

    stage.screen();

    stage.settles("0xa", "filtered");
    assertThat(stage.errors()).hasSize(1);
  }

  @Test
  void triesAgainWhereThatIsWantedAndPassesInTheEnd() {
    stage.work.monitor("whales", conditions(condition("fail.sh").put("on_error", "retry")));
    stage.work.block("0xa whales");
    stage.walk();

    stage.screen();
    await().untilAsserted(() -> assertThat(stage.errors()).hasSize(1));
    assertThat(stage.work.matches().getFirst()).contains("screening");
    assertThat(stage.texts("SELECT attempt::text FROM screenings")).containsExactly("1");

    stage.screen(stage.work.database.engineAt(Duration.ofMinutes(61)));
    stage.settles("0xa", "detected");
    assertThat(stage.work.deliveryRows()).hasSize(1);
  }
}
