package org.ozmonitor.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ozmonitor.core.tenant.TenantLimit;
import org.ozmonitor.core.tenant.TenantPriority;
import org.ozmonitor.core.tenant.TenantStatus;
import org.ozmonitor.server.config.Role;
import org.ozmonitor.server.config.ServiceMode;
import org.ozmonitor.server.definition.DocumentImport;
import org.ozmonitor.server.definition.TenantTree;
import org.ozmonitor.server.notification.DeadLetterSelection;
import org.ozmonitor.server.work.ReplayRequests;

class CommandLineTest {
  private static final Command.Serve PLAIN =
      new Command.Serve(
          Optional.empty(),
          Command.Deployment.BY_MODE,
          false,
          Optional.empty(),
          List.of(),
          Optional.empty());

  @Test
  void servesAsConfiguredWithoutArguments() {
    assertThat(command()).isEqualTo(PLAIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "all",
        "worker",
        "block-watcher",
        "load-balancer",
        "api",
        "delivery",
        "blockwatcher"
      })
  void takesAMode(String word) {
    assertThat(((Command.Serve) command(word)).mode()).isEqualTo(ServiceMode.find(word));
  }

  @Test
  void takesOptionsWithOneDashOrTwoBeforeAndAfterTheMode() {
    var expected =
        new Command.Serve(
            Optional.of(ServiceMode.WORKER),
            new Command.Deployment(Set.of(Role.WORKER, Role.BLOCK_WATCHER), Map.of(Role.WORKER, 2)),
            true,
            Optional.of(Path.of("c.yaml")),
            List.of(TenantTree.own(Path.of("tree"))),
            Optional.of(new JsonObject().put("eventLoopPoolSize", 2)));
    String deployment = "{\"roles\":[\"block-watcher\",\"worker\"],\"instances\":{\"worker\":2}}";
    String options = "{\"eventLoopPoolSize\":2}";

    assertThat(
            command(
                "worker",
                "-cluster",
                "-conf",
                "c.yaml",
                "-config-dir",
                "tree",
                "-deployment-options",
                deployment,
                "-options",
                options))
        .isEqualTo(expected);
    assertThat(
            command(
                "--cluster",
                "--config",
                "c.yaml",
                "--config-dir=tree",
                "--deployment-options",
                deployment,
                "--options",
                options,
                "worker"))
        .isEqualTo(expected);
  }

  @Test
  void takesATreeForEachTenant() {
    assertThat(
            ((Command.Serve)
                    command(
                        "all",
                        "--config-dir",
                        "acme=a/config",
                        "-config-dir",
                        "own",
                        "--config-dir=b-2=x=y"))
                .trees())
        .containsExactly(
            new TenantTree("acme", Path.of("a/config")),
            TenantTree.own(Path.of("own")),
            new TenantTree("b-2", Path.of("x=y")));
    assertThat(((Command.Serve) command("all", "--config-dir", "./a=b")).trees())
        .containsExactly(TenantTree.own(Path.of("./a=b")));
    assertThat(wrong("all", "--config-dir", "a=x", "--config-dir", "a=y")).contains("tenant a");
  }

  @Test
  void takesImports() {
    assertThat(command("import", "tree.zip", "--tenant", "acme"))
        .isEqualTo(
            new Command.Import(
                new DocumentImport.Request(Path.of("tree.zip"), "acme", false, false),
                Optional.empty()));
    assertThat(
            command(
                "import", "--dry-run", "-tenant", "acme", "t", "--replace", "--config", "c.yaml"))
        .isEqualTo(
            new Command.Import(
                new DocumentImport.Request(Path.of("t"), "acme", true, true),
                Optional.of(Path.of("c.yaml"))));
    assertThat(wrong("import", "t")).contains("--tenant");
    assertThat(wrong("import", "--tenant", "acme")).contains("FILE|DIR|ZIP");
    assertThat(wrong("import", "t", "--tenant", "A b")).contains("'A b'");
  }

  @Test
  void takesTenants() {
    assertThat(command("tenants", "list")).isEqualTo(new Command.ListTenants(Optional.empty()));
    assertThat(
            command(
                "tenants",
                "set",
                "acme",
                "--status",
                "Suspended",
                "--priority=high",
                "--name",
                "Acme Inc.",
                "--max-monitors",
                "7",
                "--rpc-per-minute",
                "unlimited"))
        .isEqualTo(
            new Command.PutTenant(
                "acme",
                false,
                new Command.TenantChange(
                    Optional.of("Acme Inc."),
                    Optional.of(TenantStatus.SUSPENDED),
                    Optional.of(TenantPriority.HIGH),
                    Map.of(
                        TenantLimit.MAX_MONITORS, OptionalInt.of(7),
                        TenantLimit.RPC_PER_MINUTE, OptionalInt.empty())),
                Optional.empty()));
    assertThat(((Command.PutTenant) command("tenants", "add", "acme")).isNew()).isTrue();
    assertThat(wrong("tenants", "set", "acme")).contains("--status");
    assertThat(wrong("tenants", "list", "acme")).contains("nothing else");
    assertThat(wrong("tenants", "drop", "acme")).contains("list, add, set");
    assertThat(wrong("tenants", "add")).contains("lower-case");
    assertThat(wrong("tenants", "set", "acme", "--matches-per-block", "0")).contains("from 1");
    assertThat(wrong("tenants", "set", "acme", "--priority", "urgent")).contains("critical");
  }

  @Test
  void readsDeploymentOptionsFromAFile(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("d.json"), "{\"roles\":[\"delivery\"]}");

    assertThat(((Command.Serve) command("-deployment-options", file.toString())).deployment())
        .isEqualTo(new Command.Deployment(Set.of(Role.DELIVERY), Map.of()));
  }

  @Test
  void takesTheCommands() {
    assertThat(command("demo", "--for", "30s", "--seed", "7", "--report", "r.json"))
        .isEqualTo(
            new Command.Demo(
                Optional.of(Duration.ofSeconds(30)),
                OptionalLong.of(7),
                Optional.of(Path.of("r.json")),
                Optional.empty()));
    assertThat(command("demo"))
        .isEqualTo(
            new Command.Demo(
                Optional.empty(), OptionalLong.empty(), Optional.empty(), Optional.empty()));
    assertThat(command("check", "--config-dir", "tree"))
        .isEqualTo(new Command.Check(List.of(TenantTree.own(Path.of("tree"))), Optional.empty()));
    String hash = "0x" + "aB".repeat(32);
    assertThat(
            command(
                "explain",
                "--config-dir",
                "tree",
                "--monitor",
                "M",
                "--network",
                "eth",
                "--tx",
                hash,
                "--json"))
        .isEqualTo(
            new Command.Explain(Path.of("tree"), "M", "eth", hash.toLowerCase(Locale.ROOT), true));
    assertThat(
            command(
                "preview",
                "--config-dir",
                "t",
                "--trigger",
                "k",
                "--match",
                "m",
                "--event",
                "retracted"))
        .isEqualTo(new Command.Preview(Path.of("t"), "k", Path.of("m"), "retracted", 0));
    assertThat(
            command(
                "run-block",
                "--config-dir",
                "tree",
                "--monitor-path",
                "m.json",
                "--network",
                "ethereum_mainnet",
                "--block",
                "17173049"))
        .isEqualTo(
            new Command.RunBlock(
                Path.of("tree"),
                Path.of("m.json"),
                Optional.of("ethereum_mainnet"),
                OptionalLong.of(17173049),
                Optional.empty()));
    assertThat(command("migrate", "-conf", "c.yaml"))
        .isEqualTo(new Command.Migrate(Optional.of(Path.of("c.yaml"))));
    assertThat(
            command(
                "dead-letters", "replay", "--trigger", "hook", "--from", "2026-11-21T10:00:00Z"))
        .isEqualTo(
            new Command.DeadLetters(
                Command.DeadLetterAction.REPLAY,
                new DeadLetterSelection(
                    Optional.empty(),
                    Optional.of("hook"),
                    Optional.empty(),
                    Optional.of(OffsetDateTime.parse("2026-11-21T10:00:00Z")),
                    Optional.empty()),
                100,
                Optional.empty()));
    assertThat(command("dead-letters", "discard", "--all"))
        .isEqualTo(
            new Command.DeadLetters(
                Command.DeadLetterAction.DISCARD, DeadLetterSelection.ALL, 100, Optional.empty()));
    assertThat(command("version")).isEqualTo(new Command.Version());
    assertThat(command("--version")).isEqualTo(new Command.Version());
  }

  @Test
  void readsCommandsAboutWorkers() {
    assertThat(command("workers", "--json")).isEqualTo(balance(new BalanceAction.Workers(true)));
    assertThat(command("assignments", "--tenant", "acme", "--limit", "5"))
        .isEqualTo(balance(new BalanceAction.Assignments(Optional.of("acme"), false, 5)));
    assertThat(command("rebalance")).isEqualTo(balance(new BalanceAction.Rebalance(true)));
    assertThat(command("drain", "w-1", "--cancel"))
        .isEqualTo(balance(new BalanceAction.Drain("w-1", true, true)));
    assertThat(command("move", "acme", "w-1", "--no-wait"))
        .isEqualTo(balance(new BalanceAction.Move("acme", "w-1", false)));
    assertThat(wrong("drain")).contains("WORKER");
    assertThat(wrong("move", "acme")).contains("WORKER");
  }

  private static Command balance(BalanceAction action) {
    return new Command.Balance(action, Optional.empty());
  }

  @Test
  void rotatesSecrets() {
    assertThat(command("secrets", "rotate", "-conf", "c.yaml"))
        .isEqualTo(new Command.RotateSecrets(Optional.of(Path.of("c.yaml"))));
    assertThat(CommandLine.parse("secrets", "show")).isInstanceOf(ParsedCommandLine.Wrong.class);
    assertThat(CommandLine.parse("secrets")).isInstanceOf(ParsedCommandLine.Wrong.class);
  }

  @Test
  void readsStatus() {
    assertThat(command("status"))
        .isEqualTo(new Command.Status(false, false, 100, Optional.empty()));
    assertThat(command("status", "--watch", "-json", "--limit", "7", "-conf", "c.yaml"))
        .isEqualTo(new Command.Status(true, true, 7, Optional.of(Path.of("c.yaml"))));
    assertThat(wrong("status", "--limit", "0")).contains("--limit takes a number from 1");
  }

  @Test
  void showsHelp() {
    assertThat(CommandLine.parse("--help")).isInstanceOf(ParsedCommandLine.Help.class);
    assertThat(((ParsedCommandLine.Help) CommandLine.parse("--help")).text())
        .contains("demo")
        .contains("-deployment-options");
    assertThat(((ParsedCommandLine.Help) CommandLine.parse("demo", "--help")).text())
        .contains("--seed");
  }

  @Test
  void readsReplaysAndErrors() {
    assertThat(command("replay", "--network", "base", "--from", "5", "--to", "9"))
        .isEqualTo(
            new Command.Replay(
                "base",
                5,
                9,
                Optional.empty(),
                Optional.empty(),
                new ReplayRequests.With.OwnVersion(),
                false,
                true,
                false,
                Optional.empty()));
    assertThat(
            command(
                "replay",
                "--network=base",
                "--from=5",
                "--to=5",
                "--tenant=acme",
                "--monitor=Whales",
                "--as-of-now",
                "--send",
                "--no-wait",
                "--json"))
        .isEqualTo(
            new Command.Replay(
                "base",
                5,
                5,
                Optional.of("acme"),
                Optional.of("Whales"),
                new ReplayRequests.With.Newest(),
                true,
                false,
                true,
                Optional.empty()));
    assertThat(command("replay", "--network=base", "--from=5", "--to=9", "--missed"))
        .isEqualTo(new Command.BackFillMissed("base", 5, 9, Optional.empty()));
    assertThat(command("errors", "--tenant", "acme", "--limit", "7"))
        .isEqualTo(new Command.ListErrors(Optional.of("acme"), 7, false, Optional.empty()));
    assertThat(wrong("replay", "--network=base", "--from=5")).contains("--to");
    assertThat(wrong("replay", "--network=base", "--from=5", "--to=4")).contains("--to");
    assertThat(wrong("replay", "--from=5", "--to=6")).contains("--network");
    assertThat(wrong("replay", "--cancel", "7")).contains("--cancel");
    assertThat(
            wrong(
                "replay",
                "--network=base",
                "--from=5",
                "--to=6",
                "--config-version=3",
                "--as-of-now"))
        .contains("exclude");
  }

  @Test
  void namesTheWrongArgumentAndWhatMayBeMeant() {
    assertThat(wrong("wroker")).contains("'wroker'").contains("'worker'");
    assertThat(wrong("chekc")).contains("'chekc'").contains("'check'");
    assertThat(wrong("--clutser")).contains("--clutser").contains("'--cluster'");
    assertThat(wrong("demo", "--sead", "1")).contains("--sead").contains("'--seed'");
    assertThat(wrong("all", "worker")).contains("worker");
    assertThat(wrong("dead-letters", "burn")).contains("list, show, replay, discard", "'burn'");
    assertThat(wrong("dead-letters", "replay")).contains("--all");
    assertThat(wrong("dead-letters", "discard", "--all", "--tenant", "a")).contains("either");
    assertThat(wrong("dead-letters", "show")).contains("--id");
    assertThat(wrong("dead-letters", "list", "--id", "7")).contains("--id");
    assertThat(wrong("dead-letters", "list", "--to", "noon")).contains("--to");
    assertThat(wrong("check")).contains("--config-dir");
    assertThat(
            wrong("preview", "--config-dir", "t", "--trigger", "k", "--match", "m", "--event", "x"))
        .contains("--event takes");
    assertThat(wrong("run-block", "--config-dir", "t")).contains("--monitor-path");
    assertThat(
            wrong(
                "explain", "--config-dir", "t", "--monitor", "m", "--network", "n", "--tx", "0x12"))
        .contains("--tx takes a transaction hash");
    assertThat(wrong("demo", "--for", "soon")).contains("--for takes a duration");
    assertThat(wrong("demo", "--seed", "x")).contains("--seed takes a whole number");
    assertThat(wrong("-conf")).contains("-conf");
  }

  @Test
  void namesWhatIsWrongInDeploymentOptions() {
    assertThat(wrong("-deployment-options", "{\"rolls\":[]}")).contains("rolls");
    assertThat(wrong("-deployment-options", "{\"roles\":[\"wroker\"]}")).contains("'worker'");
    assertThat(wrong("-deployment-options", "{\"roles\":[]}")).contains("at least one role");
    assertThat(wrong("-deployment-options", "{\"instances\":{\"worker\":0}}"))
        .contains("from 1 to 1000");
    assertThat(wrong("-deployment-options", "{oops")).contains("JSON");
    assertThat(wrong("-deployment-options", "absent.json")).contains("cannot read absent.json");
  }

  @Test
  void exitsWithTwoOnWrongUsage() {
    assertThat(Main.run(new String[] {"--nonsense"}, _ -> 0)).isEqualTo(2);
    assertThat(Main.run(new String[] {"demo"}, _ -> 1)).isEqualTo(1);
  }

  private static Command command(String... arguments) {
    ParsedCommandLine parsed = CommandLine.parse(arguments);
    assertThat(parsed).isInstanceOf(ParsedCommandLine.Run.class);
    return ((ParsedCommandLine.Run) parsed).command();
  }

  private static String wrong(String... arguments) {
    ParsedCommandLine parsed = CommandLine.parse(arguments);
    assertThat(parsed).isInstanceOf(ParsedCommandLine.Wrong.class);
    return ((ParsedCommandLine.Wrong) parsed).message();
  }
}
