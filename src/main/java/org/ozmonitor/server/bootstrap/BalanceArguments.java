package org.ozmonitor.server.bootstrap;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// The arguments of the commands about workers. Stateless.
final class BalanceArguments {
  static final String WORKERS = "workers";
  static final String ASSIGNMENTS = "assignments";
  static final String REBALANCE = "rebalance";
  static final String DRAIN = "drain";
  static final String MOVE = "move";

  private static final int LISTED = 1000;
  private static final int MOST_LISTED = 100_000;

  private BalanceArguments() {}

  static CommandSpec addTo(CommandSpec spec) {
    return spec.addSubcommand(
            WORKERS,
            CommandLine.command(WORKERS, "Shows the workers, their states, tenants and load.")
                .addOption(json())
                .addOption(CommandLine.config()))
        .addSubcommand(
            ASSIGNMENTS,
            CommandLine.command(ASSIGNMENTS, "Shows which worker evaluates which tenant, and why.")
                .addOption(CommandLine.value("SLUG", "Of this tenant.", "-tenant", "--tenant"))
                .addOption(CommandLine.value("N", "At most so many (1000).", "-limit", "--limit"))
                .addOption(json())
                .addOption(CommandLine.config()))
        .addSubcommand(
            REBALANCE,
            CommandLine.command(REBALANCE, "Evens the workers out now.")
                .addOption(noWait())
                .addOption(CommandLine.config()))
        .addSubcommand(
            DRAIN,
            CommandLine.command(DRAIN, "Moves a worker's tenants to others until it starts anew.")
                .addPositional(positional("WORKER", 0))
                .addOption(CommandLine.flag("Take that back.", "-cancel", "--cancel"))
                .addOption(noWait())
                .addOption(CommandLine.config()))
        .addSubcommand(
            MOVE,
            CommandLine.command(MOVE, "Moves a tenant to a worker.")
                .addPositional(positional("TENANT", 0))
                .addPositional(positional("WORKER", 1))
                .addOption(noWait())
                .addOption(CommandLine.config()));
  }

  /// @throws WrongArgumentException when they make no sense
  static Command read(String name, ParseResult result) {
    boolean json = result.hasMatchedOption("--json");
    boolean waits = !result.hasMatchedOption("--no-wait");
    String first = result.matchedPositionalValue(0, "");
    BalanceAction action =
        switch (name) {
          case WORKERS -> new BalanceAction.Workers(json);
          case ASSIGNMENTS ->
              new BalanceAction.Assignments(
                  CommandLine.text(result, "--tenant"),
                  json,
                  (int) CommandLine.within(result, "--limit", LISTED, 1, MOST_LISTED));
          case REBALANCE -> new BalanceAction.Rebalance(waits);
          case DRAIN -> new BalanceAction.Drain(first, result.hasMatchedOption("--cancel"), waits);
          case MOVE -> new BalanceAction.Move(first, result.matchedPositionalValue(1, ""), waits);
          default -> throw new IllegalStateException(name);
        };
    return new Command.Balance(action, CommandLine.path(result, "--config"));
  }

  private static OptionSpec json() {
    return CommandLine.flag("As JSON.", "-json", "--json");
  }

  private static OptionSpec noWait() {
    return CommandLine.flag("Do not wait until it is done.", "-no-wait", "--no-wait");
  }

  private static PositionalParamSpec positional(String label, int index) {
    return PositionalParamSpec.builder()
        .paramLabel(label)
        .arity("1")
        .required(true)
        .index(Integer.toString(index))
        .type(String.class)
        .build();
  }
}
