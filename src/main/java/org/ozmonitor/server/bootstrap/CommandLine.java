package org.ozmonitor.server.bootstrap;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.definition.Durations;
import org.ozmonitor.server.config.Nearest;
import org.ozmonitor.server.config.ServiceMode;
import org.ozmonitor.server.demo.LongChain;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Reads arguments into a {@link Command}. Long options take one dash, as the Vert.x launcher's,
/// or two; there are no one-letter options. Stateless.
final class CommandLine {
  private CommandLine() {}

  static ParsedCommandLine parse(String... arguments) {
    CommandSpec spec = spec();
    var line = new picocli.CommandLine(spec);
    line.setPosixClusteredShortOptionsAllowed(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setOverwrittenOptionsAllowed(false);
    try {
      ParseResult result = line.parseArgs(arguments);
      ParseResult deepest = result.hasSubcommand() ? result.subcommand() : result;
      if (deepest.hasMatchedOption("--help")) {
        return new ParsedCommandLine.Help(deepest.commandSpec().commandLine().getUsageMessage());
      }
      if (result.hasMatchedOption("--version")) {
        return new ParsedCommandLine.Run(new Command.Version());
      }
      return new ParsedCommandLine.Run(
          result.hasSubcommand() ? subcommand(deepest) : serve(result));
    } catch (UnmatchedArgumentException e) {
      return new ParsedCommandLine.Wrong(e.getMessage() + suggestion(e));
    } catch (ParameterException e) {
      return new ParsedCommandLine.Wrong(String.valueOf(e.getMessage()));
    } catch (WrongArgumentException e) {
      return new ParsedCommandLine.Wrong(String.valueOf(e.getMessage()));
    }
  }

  private static Command subcommand(ParseResult result) {
    String name = result.commandSpec().name();
    return switch (name) {
      case "demo" ->
          new Command.Demo(
              text(result, "--for")
                  .map(
                      text ->
                          Durations.parse(text)
                              .orElseThrow(
                                  () ->
                                      new WrongArgumentException(
                                          "--for takes a duration such as 30s or 5m"))),
              number(result, "--seed"),
              path(result, "--report"),
              path(result, "--config"));
      case "check" -> new Command.Check(TreeArguments.read(result), path(result, "--config"));
      case "run-block" ->
          new Command.RunBlock(
              path(result, "--config-dir").orElseThrow(),
              path(result, "--monitor-path").orElseThrow(),
              text(result, "--network"),
              number(result, "--block"),
              path(result, "--config"));
      case "simulator" ->
          new Command.Simulator(
              number(result, "--seed").orElse(1),
              within(result, "--blocks", 10_000, 1, LongChain.MOST_BLOCKS),
              (int) within(result, "--transactions", 200, 1, 2_000),
              (int) within(result, "--port", 0, 0, 65_535));
      case "explain" ->
          new Command.Explain(
              path(result, "--config-dir").orElseThrow(),
              text(result, "--monitor").orElseThrow(),
              text(result, "--network").orElseThrow(),
              transaction(text(result, "--tx").orElseThrow()),
              result.hasMatchedOption("--json"));
      case "migrate" -> new Command.Migrate(path(result, "--config"));
      case StatusArguments.NAME -> StatusArguments.read(result);
      case DeadLetterArguments.NAME -> DeadLetterArguments.read(result);
      case ImportArguments.NAME -> ImportArguments.read(result);
      case ReplayArguments.NAME -> ReplayArguments.read(result);
      case ErrorsArguments.NAME -> ErrorsArguments.read(result);
      case TenantArguments.NAME -> TenantArguments.read(result);
      case BalanceArguments.WORKERS,
          BalanceArguments.ASSIGNMENTS,
          BalanceArguments.REBALANCE,
          BalanceArguments.DRAIN,
          BalanceArguments.MOVE ->
          BalanceArguments.read(name, result);
      case PreviewArguments.NAME -> PreviewArguments.read(result);
      case SecretArguments.NAME -> SecretArguments.read(result);
      case "version" -> new Command.Version();
      default -> throw new IllegalStateException(name);
    };
  }

  private static Command serve(ParseResult result) {
    Optional<String> word = Optional.ofNullable(result.matchedPositionalValue(0, (String) null));
    Optional<ServiceMode> mode =
        word.map(
            w -> ServiceMode.find(w).orElseThrow(() -> new WrongArgumentException(unknownMode(w))));
    return new Command.Serve(
        mode,
        text(result, "--deployment-options")
            .map(DeploymentOptions::parse)
            .orElse(Command.Deployment.BY_MODE),
        result.hasMatchedOption("--cluster"),
        path(result, "--config"),
        TreeArguments.read(result),
        text(result, "--options").map(text -> JsonArgument.read("-options", text)));
  }

  private static CommandSpec spec() {
    CommandSpec serve =
        command(
                "ozmonitor",
                "Watches blockchains and alerts, for many tenants, without losing any.")
            .addPositional(
                PositionalParamSpec.builder()
                    .paramLabel("MODE")
                    .arity("0..1")
                    .index("0")
                    .type(String.class)
                    .description(
                        "all (default), worker, block-watcher, load-balancer, api or delivery")
                    .build())
            .addOption(flag("Join the Hazelcast cluster (cluster.xml).", "-cluster", "--cluster"))
            .addOption(config())
            .addOption(value("JSON", "Vert.x options, as text or file.", "-options", "--options"))
            .addOption(
                value(
                    "JSON",
                    "Roles and instances, as text or file:"
                        + " {\"roles\":[\"worker\"],\"instances\":{\"worker\":2}}. Roles replace"
                        + " MODE.",
                    "-deployment-options",
                    "--deployment-options"))
            .addOption(TreeArguments.option())
            .addOption(flag("Show the version.", "-version", "--version"));
    return BalanceArguments.addTo(serve)
        .addSubcommand(
            "demo",
            command("demo", "Runs everything on embedded parts with a simulated chain.")
                .addOption(value("DURATION", "How long the chain runs, e.g. 30s.", "-for", "--for"))
                .addOption(value("N", "Seed of the chain's history.", "-seed", "--seed"))
                .addOption(value("FILE", "Where the report goes.", "-report", "--report"))
                .addOption(config()))
        .addSubcommand(
            "check",
            command("check", "Validates configuration trees; exit 1 on any problem.")
                .addOption(TreeArguments.required())
                .addOption(config()))
        .addSubcommand(
            "run-block",
            command("run-block", "Shows what one monitor finds in one block, as JSON.")
                .addOption(configDir())
                .addOption(required("FILE", "The monitor.", "-monitor-path", "--monitor-path"))
                .addOption(value("SLUG", "The network.", "-network", "--network"))
                .addOption(value("N", "The block's height.", "-block", "--block"))
                .addOption(config()))
        .addSubcommand(
            "simulator",
            command("simulator", "Runs a node with a long simulated chain, for load tests.")
                .addOption(value("N", "Blocks of the chain.", "-blocks", "--blocks"))
                .addOption(value("N", "Transactions per block.", "-transactions", "--transactions"))
                .addOption(value("N", "Seed of the chain.", "-seed", "--seed"))
                .addOption(value("N", "Port, 0 = any.", "-port", "--port")))
        .addSubcommand(
            "explain",
            command("explain", "Says why a monitor did or did not match a transaction.")
                .addOption(configDir())
                .addOption(required("NAME", "The monitor.", "-monitor", "--monitor"))
                .addOption(required("SLUG", "The network.", "-network", "--network"))
                .addOption(required("HASH", "The transaction.", "-tx", "--tx"))
                .addOption(flag("As JSON.", "-json", "--json")))
        .addSubcommand(
            "migrate",
            command("migrate", "Brings the database to the schema of this version.")
                .addOption(config()))
        .addSubcommand(StatusArguments.NAME, StatusArguments.spec())
        .addSubcommand(DeadLetterArguments.NAME, DeadLetterArguments.spec())
        .addSubcommand(ImportArguments.NAME, ImportArguments.spec())
        .addSubcommand(ReplayArguments.NAME, ReplayArguments.spec())
        .addSubcommand(ErrorsArguments.NAME, ErrorsArguments.spec())
        .addSubcommand(TenantArguments.NAME, TenantArguments.spec())
        .addSubcommand(PreviewArguments.NAME, PreviewArguments.spec())
        .addSubcommand(SecretArguments.NAME, SecretArguments.spec())
        .addSubcommand("version", command("version", "Shows the version."));
  }

  static OptionSpec config() {
    return value(
        "FILE", "Settings, instead of ./config.yaml.", "-conf", "--config", "--conf", "-config");
  }

  static OptionSpec configDir() {
    return required("DIR", "The configuration tree.", "-config-dir", "--config-dir");
  }

  static CommandSpec command(String name, String description) {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage().description(description).width(110);
    return spec.addOption(
        OptionSpec.builder("-help", "--help")
            .usageHelp(true)
            .description("Show this text.")
            .build());
  }

  static OptionSpec flag(String description, String... names) {
    return OptionSpec.builder(names).description(description).build();
  }

  static OptionSpec value(String label, String description, String... names) {
    return valueBuilder(label, description, names).build();
  }

  static OptionSpec required(String label, String description, String... names) {
    return valueBuilder(label, description, names).required(true).build();
  }

  private static OptionSpec.Builder valueBuilder(
      String label, String description, String... names) {
    return OptionSpec.builder(names)
        .paramLabel(label)
        .arity("1")
        .type(String.class)
        .description(description.replace("%", "%%"));
  }

  static Optional<String> text(ParseResult result, String option) {
    @Nullable String value = result.matchedOptionValue(option, (String) null);
    return Optional.ofNullable(value);
  }

  static Optional<Path> path(ParseResult result, String option) {
    return text(result, option).map(Path::of);
  }

  private static OptionalLong number(ParseResult result, String option) {
    Optional<String> text = text(result, option);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text.get()));
    } catch (NumberFormatException e) {
      throw new WrongArgumentException(option + " takes a whole number");
    }
  }

  static long within(ParseResult result, String option, long byDefault, long least, long greatest) {
    long value = number(result, option).orElse(byDefault);
    if (value < least || value > greatest) {
      throw new WrongArgumentException(
          "%s takes a number from %d to %d".formatted(option, least, greatest));
    }
    return value;
  }

  private static String transaction(String hash) {
    if (!hash.matches("0x[0-9a-fA-F]{64}")) {
      throw new WrongArgumentException("--tx takes a transaction hash: 0x and 64 hex digits");
    }
    return hash.toLowerCase(Locale.ROOT);
  }

  private static String unknownMode(String word) {
    List<String> known = new ArrayList<>(spec().subcommands().keySet());
    Arrays.stream(ServiceMode.values()).map(ServiceMode::toString).forEach(known::add);
    return "Unknown command or mode '"
        + word
        + "'"
        + Nearest.to(word, known).map(n -> ": did you mean '" + n + "'?").orElse("");
  }

  private static String suggestion(UnmatchedArgumentException e) {
    String unknown = e.getUnmatched().isEmpty() ? "" : e.getUnmatched().get(0);
    List<String> known = new ArrayList<>();
    for (OptionSpec option : e.getCommandLine().getCommandSpec().options()) {
      known.addAll(List.of(option.names()));
    }
    return Nearest.to(unknown, known).map(n -> ": did you mean '" + n + "'?").orElse("");
  }
}
