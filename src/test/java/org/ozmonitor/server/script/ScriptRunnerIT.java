package org.ozmonitor.server.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ozmonitor.core.script.ScriptInput;
import org.ozmonitor.core.script.ScriptLanguage;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.script.ScriptOutcome.Exceeded;
import org.ozmonitor.server.script.ScriptOutcome.Exited;
import org.ozmonitor.server.script.ScriptOutcome.NotRun;
import org.ozmonitor.server.script.ScriptOutcome.TimedOut;

/// Real interpreters, as OpenZeppelin Monitor calls them.
final class ScriptRunnerIT {
  @TempDir static Path directory;
  private static Scripts scripts;

  @BeforeAll
  static void start() {
    scripts = new Scripts(Isolation.TRUSTED, directory.resolve("scripts"));
  }

  @AfterAll
  static void stop() {
    scripts.close();
  }

  @ParameterizedTest
  @EnumSource
  void givesTheMatchOnStandardInput(ScriptLanguage language) {
    String input =
        ScriptInput.document(
            Optional.of(List.of("--limit", "5")), "{\"EVM\":{\"b\":1,\"a\":{\"d\":2,\"c\":3}}}");
    String content =
        switch (language) {
          case PYTHON -> "import sys\nprint(sys.stdin.read())\nprint(len(sys.argv))";
          case JAVASCRIPT ->
              "console.log(require('fs').readFileSync('/dev/stdin', 'utf8'));"
                  + "console.log(process.argv.length)";
          case BASH -> "input=$(cat); echo \"$input\"; echo $((16#1))";
        };

    assertThat(scripts.run(language, content, input, Duration.ofSeconds(10)))
        .isEqualTo(
            new Exited(
                0,
                "{\"args\":[\"--limit\",\"5\"],"
                    + "\"monitor_match\":{\"EVM\":{\"a\":{\"c\":3,\"d\":2},\"b\":1}}}\n1\n",
                ""));
  }

  @ParameterizedTest
  @EnumSource
  void runsScriptsThatAreTooLongForAnArgument(ScriptLanguage language) {
    assertThat(scripts.run(language, LongScript.of(language)))
        .isEqualTo(new Exited(0, "true\n", ""));
  }

  @Test
  void tellsStatusAndErrors() {
    assertThat(scripts.run(ScriptLanguage.BASH, "echo out; echo bad >&2; exit 3"))
        .isEqualTo(new Exited(3, "out\n", "bad\n"));
  }

  @Test
  void isNotHeldUpByAScriptThatReadsNothing() {
    assertThat(
            scripts.run(
                ScriptLanguage.BASH, "echo false", "x".repeat(4 << 20), Duration.ofSeconds(10)))
        .isEqualTo(new Exited(0, "false\n", ""));
  }

  @Test
  void killsAllProcessesWhenTheTimeIsOver() {
    String mark = "3591" + ProcessHandle.current().pid();

    ScriptOutcome outcome =
        scripts.run(
            ScriptLanguage.BASH,
            "sleep %s & (sleep %s) & echo bad >&2; wait".formatted(mark, mark),
            "",
            Duration.ofMillis(500));

    assertThat(outcome).isEqualTo(new TimedOut(Duration.ofMillis(500), "bad\n"));
    assertThat(processesWith(mark)).isZero();
  }

  @Test
  void isNotHeldUpByAProcessThatKeepsTheOutputOpen() {
    String mark = "3592" + ProcessHandle.current().pid();
    try {
      assertThat(scripts.run(ScriptLanguage.BASH, "setsid sleep %s & echo true".formatted(mark)))
          .isEqualTo(new Exited(0, "true\n", ""));
    } finally {
      ProcessHandle.allProcesses()
          .filter(it -> isCalledWith(it, mark))
          .forEach(ProcessHandle::destroy);
    }
  }

  @Test
  void keepsTheEndOfLongOutput() {
    assertThat(scripts.run(ScriptLanguage.BASH, "head -c 1000000 /dev/zero; echo; echo true"))
        .asInstanceOf(type(Exited.class))
        .satisfies(
            exited -> {
              assertThat(exited.output()).hasSize(OutputTail.KEPT).endsWith("\ntrue\n");
              assertThat(exited.status()).isZero();
            });
  }

  @Test
  void endsAFloodOfOutput() {
    assertThat(scripts.run(ScriptLanguage.BASH, "head -c 100000000 /dev/zero"))
        .isEqualTo(new Exceeded("output above 8 MiB", ""));
  }

  @Test
  void runsNoMoreThanAllowedAtTheSameTime() {
    List<Future<ScriptOutcome>> all =
        IntStream.range(0, 6)
            .mapToObj(
                _ ->
                    scripts.runner.run(
                        Scripts.job(
                            ScriptLanguage.BASH,
                            "date +%s%N; sleep 0.2; date +%s%N",
                            "",
                            Duration.ofSeconds(10))))
            .toList();

    List<long[]> spans =
        all.stream().map(Scripts::await).map(it -> span(((Exited) it).output())).toList();

    for (long[] span : spans) {
      assertThat(spans.stream().filter(it -> it[0] <= span[0] && span[0] < it[1]).count())
          .isLessThanOrEqualTo(2);
    }
  }

  private static long[] span(String output) {
    return output.lines().mapToLong(Long::parseLong).toArray();
  }

  @Test
  void tellsNoSecretThatAScriptPrints() {
    assertThat(
            scripts.run(ScriptLanguage.BASH, "echo %1$s; echo %1$s >&2".formatted(Scripts.SECRET)))
        .isEqualTo(new Exited(0, "***\n", "***\n"));
  }

  @Test
  void keepsSecretsOfTheNodeBack() {
    Map<String, String> environment = new HashMap<>();
    for (String name :
        List.of(
            "OZ_MONITOR_API__PORT", "DATABASE_URL", "REDIS_URL", "VAULT_TOKEN", "HCP_CLIENT_ID")) {
      environment.put(name, "secret");
    }
    environment.put("SLACK_WEBHOOK", "kept");

    TrustedLauncher.keepBack(environment);

    assertThat(environment).containsExactly(Map.entry("SLACK_WEBHOOK", "kept"));
  }

  @Test
  void refusesScriptsOfOtherTenantsThatItCannotIsolate() {
    var tenant = new TenantId(UUID.nameUUIDFromBytes(new byte[] {7}));
    var job = ScriptJob.filter(tenant, ScriptLanguage.BASH, "echo true", "", Duration.ofSeconds(9));
    var unprobed =
        new ScriptRunner(
            scripts.vertx,
            new ScriptSettings(
                Isolation.TRUSTED,
                1,
                Scripts.MEMORY,
                Duration.ofSeconds(20),
                directory.resolve("other"),
                List.of()),
            System::nanoTime,
            UnaryOperator.identity(),
            scripts.registry);

    assertThat(unprobed.isolation(TenantId.DEFAULT)).isEqualTo(Isolation.TRUSTED);
    assertThat(unprobed.isolation(tenant)).isEqualTo(Isolation.SANDBOXED);
    assertThat(Scripts.await(unprobed.run(job)))
        .isEqualTo(new NotRun("scripts cannot be isolated on this machine: not looked for yet"));
  }

  @Test
  void endsWhatRunsWhenTheNodeStops() {
    String mark = "6" + System.nanoTime();
    try (var other = new Scripts(Isolation.TRUSTED, directory.resolve("stopping"))) {
      var running =
          other.runner.run(
              Scripts.job(ScriptLanguage.BASH, "sleep " + mark, "", Duration.ofSeconds(60)));
      Awaitility.await().until(() -> processesWith(mark) > 0);

      Scripts.await(other.runner.stop());

      assertThat(Scripts.await(running)).isEqualTo(new NotRun("the node stops"));
      Awaitility.await().until(() -> processesWith(mark) == 0);
    }
  }

  @Test
  void leavesNoFiles() throws IOException {
    assertThat(scripts.run(ScriptLanguage.BASH, "echo true")).isInstanceOf(Exited.class);

    try (Stream<Path> files = Files.list(directory.resolve("scripts"))) {
      assertThat(files).isEmpty();
    }
  }

  private static long processesWith(String argument) {
    return ProcessHandle.allProcesses().filter(it -> isCalledWith(it, argument)).count();
  }

  private static boolean isCalledWith(ProcessHandle process, String argument) {
    return process.info().commandLine().filter(it -> it.contains(argument)).isPresent();
  }
}
