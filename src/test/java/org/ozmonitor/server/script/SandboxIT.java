package org.ozmonitor.server.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ozmonitor.core.script.ScriptLanguage;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.script.ScriptOutcome.Exceeded;
import org.ozmonitor.server.script.ScriptOutcome.Exited;
import org.ozmonitor.server.script.ScriptOutcome.TimedOut;

/// What a hostile script can do in the sandbox: nothing that lasts or leaves. Skipped, visibly,
/// where
/// scripts cannot be isolated.
final class SandboxIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  @TempDir static Path directory;
  private static Scripts scripts;

  @BeforeAll
  static void start() {
    scripts = new Scripts(Isolation.SANDBOXED, directory.resolve("scripts"));
    Assumptions.assumeTrue(
        scripts.sandboxFault.isEmpty(),
        () -> "no sandbox here: " + scripts.sandboxFault.orElseThrow());
  }

  @AfterAll
  static void stop() {
    scripts.close();
  }

  @Test
  void waitsWithAScriptUntilItIsKnownWhetherItCanBeContained() {
    var early =
        new ScriptRunner(
            scripts.vertx,
            new ScriptSettings(
                Isolation.SANDBOXED,
                2,
                Scripts.MEMORY,
                TIMEOUT,
                directory.resolve("early"),
                List.of()),
            System::nanoTime,
            UnaryOperator.identity(),
            new SimpleMeterRegistry());
    Future<Optional<String>> probe = early.start();
    Future<ScriptOutcome> outcome =
        early.run(Scripts.job(ScriptLanguage.BASH, "echo true", "", TIMEOUT));

    assertThat(Scripts.await(outcome)).isInstanceOf(Exited.class);
    assertThat(probe.isComplete()).isTrue();
    Scripts.await(early.stop());
  }

  @Test
  void containsAForkBomb() {
    ScriptOutcome outcome =
        scripts.run(
            ScriptLanguage.PYTHON,
            """
            import os, time
            made = 0
            while True:
                try:
                    if os.fork() == 0:
                        while True: time.sleep(1)
                    made += 1
                except OSError as e:
                    print(made, e)
                    break
            """,
            "",
            TIMEOUT);

    assertThat(outcome)
        .asInstanceOf(type(Exited.class))
        .satisfies(
            exited -> {
              assertThat(exited.output()).contains("Resource temporarily unavailable");
              assertThat(Integer.parseInt(exited.output().split(" ", 2)[0])).isBetween(1, 32);
            });
    assertThat(processesOfSandboxes()).isZero();
  }

  @Test
  void endsAForkBombThatNeverStops() {
    ScriptOutcome outcome =
        scripts.run(
            ScriptLanguage.BASH, "b() { b | b & }; b; while :; do sleep 0.1; done", "", TIMEOUT);

    assertThat(outcome).isNotEqualTo(new Exited(0, "", ""));
    assertThat(processesOfSandboxes()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void refusesOneGibibyteOfMemory(ScriptLanguage language) {
    String content =
        switch (language) {
          case PYTHON -> "x = bytearray(1 << 30); print('true')";
          case JAVASCRIPT -> "const x = Buffer.alloc(2 ** 30, 1); console.log('true')";
          case BASH -> "x=$(head -c 1073741824 /dev/zero | tr '\\0' x); echo true";
        };

    ScriptOutcome outcome = scripts.run(language, content, "", Duration.ofSeconds(10));

    assertThat(outcome)
        .satisfiesAnyOf(
            it -> assertThat(it).isInstanceOf(Exceeded.class),
            it ->
                assertThat(it)
                    .asInstanceOf(type(Exited.class))
                    .satisfies(
                        exited ->
                            assertThat(exited.status() + exited.output()).doesNotStartWith("0")));
  }

  @Test
  void endsProcessesThatHoldTooMuchMemoryTogether() {
    ScriptOutcome outcome =
        scripts.run(
            ScriptLanguage.PYTHON,
            """
            import os, time
            for _ in range(8):
                if os.fork() == 0:
                    x = bytearray(60 << 20)
                    time.sleep(60)
            time.sleep(60)
            """,
            "",
            Duration.ofSeconds(10));

    assertThat(outcome).isEqualTo(new Exceeded("memory above 192 MiB", ""));
    assertThat(processesOfSandboxes()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void endsALoopThatNeverEnds(ScriptLanguage language) {
    String content =
        switch (language) {
          case PYTHON -> "while True: pass";
          case JAVASCRIPT -> "while (true) {}";
          case BASH -> "while :; do :; done";
        };

    assertThat(scripts.run(language, content, "", Duration.ofSeconds(1)))
        .isEqualTo(new TimedOut(Duration.ofSeconds(1), ""));
    assertThat(processesOfSandboxes()).isZero();
  }

  @Test
  void endsAFloodOfOutput() {
    assertThat(scripts.run(ScriptLanguage.BASH, "head -c 100000000 /dev/zero", "", TIMEOUT))
        .isInstanceOf(Exceeded.class);
  }

  @Test
  void isTheFirstToGoWhenTheMachineRunsOutOfMemory() {
    assertThat(scripts.run(ScriptLanguage.BASH, "cat /proc/self/oom_score_adj"))
        .isEqualTo(new Exited(0, "1000\n", ""));
  }

  @Test
  void hasNoNetwork() {
    ScriptOutcome outcome =
        scripts.run(
            ScriptLanguage.PYTHON,
            """
            import socket
            for address in ('127.0.0.1', '10.0.0.1', '1.1.1.1'):
                try:
                    socket.create_connection((address, 80), 1)
                    print('connected')
                except OSError as e:
                    print(e)
            """);

    assertThat(outcome)
        .isEqualTo(new Exited(0, "[Errno 101] Network is unreachable\n".repeat(3), ""));
  }

  @Test
  void cannotReadTheConfiguration() throws IOException {
    Path configuration = directory.resolve("config.yaml");
    Files.writeString(configuration, "database_url: secret");
    String script =
        "cat '%s' '%s' 2>&1; ls -d / /*; env; ls /proc | grep -c '^[0-9]'"
            .formatted(configuration, Path.of("pom.xml").toAbsolutePath());

    ScriptOutcome outcome = scripts.run(ScriptLanguage.BASH, script);

    assertThat(outcome)
        .asInstanceOf(type(Exited.class))
        .satisfies(
            exited ->
                assertThat(exited.output())
                    .contains("config.yaml: No such file", "pom.xml: No such file")
                    .doesNotContain("secret", "/home", "/root", "/var", "DATABASE", "JAVA"));
  }

  @Test
  void hidesPathsAmongThePrograms() {
    try (var hiding =
        new Scripts(
            Isolation.SANDBOXED,
            directory.resolve("scripts"),
            Path.of("/usr/share/zoneinfo"),
            Path.of("/usr/bin/sort"))) {
      String script =
          "ls /usr/share/zoneinfo; cat /usr/bin/sort; ls -d /usr/share/zoneinfo /usr/bin/sort";

      assertThat(hiding.run(ScriptLanguage.BASH, script))
          .isEqualTo(new Exited(0, "/usr/bin/sort\n/usr/share/zoneinfo\n", ""));
    }
  }

  @Test
  void writesNothingButItsOwnTemporaryFiles() {
    ScriptOutcome outcome =
        scripts.run(
            ScriptLanguage.BASH,
            """
            for place in / /usr /etc /dev /proc; do touch $place/x 2>/dev/null && echo $place; done
            echo mine > /tmp/x && cat /tmp/x
            head -c 20000000 /dev/zero > /tmp/y; id -u; unshare -U true 2>/dev/null || echo no
            """);

    assertThat(outcome)
        .asInstanceOf(type(Exited.class))
        .satisfies(exited -> assertThat(exited.output()).isEqualTo("mine\n65534\nno\n"));
    assertThat(scripts.run(ScriptLanguage.BASH, "ls /tmp")).isEqualTo(new Exited(0, "", ""));
  }

  @Test
  void readsItsInputAndWritesByName() {
    assertThat(
            scripts.run(
                ScriptLanguage.BASH,
                "cat /dev/stdin; echo bad > /dev/stderr; echo true > /dev/stdout",
                "given",
                TIMEOUT))
        .isEqualTo(new Exited(0, "giventrue\n", "bad\n"));
  }

  @Test
  void isWhereTheScriptsOfTenantsRunWhateverTheOwnOnesMay() {
    var tenant = new TenantId(UUID.nameUUIDFromBytes(new byte[] {7}));
    try (var trusting = new Scripts(Isolation.TRUSTED, directory.resolve("scripts"))) {
      var job = ScriptJob.filter(tenant, ScriptLanguage.BASH, "id -u; ls /home", "", TIMEOUT);

      assertThat(Scripts.await(trusting.runner.run(job)))
          .asInstanceOf(type(Exited.class))
          .satisfies(exited -> assertThat(exited.output()).isEqualTo("65534\n"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void runsScriptsThatAreTooLongForAnArgument(ScriptLanguage language) {
    assertThat(scripts.run(language, LongScript.of(language)))
        .isEqualTo(new Exited(0, "true\n", ""));
  }

  private static long processesOfSandboxes() {
    try (Stream<ProcessHandle> own = ProcessHandle.current().descendants()) {
      return own.filter(
              process -> process.info().command().filter(it -> it.endsWith("/unshare")).isPresent())
          .count();
    }
  }
}
