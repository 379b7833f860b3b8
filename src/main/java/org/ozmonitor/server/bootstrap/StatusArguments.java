package org.ozmonitor.server.bootstrap;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// The arguments of `status`. Stateless.
final class StatusArguments {
  static final String NAME = "status";

  private StatusArguments() {}

  static CommandSpec spec() {
    return CommandLine.command(NAME, "Shows nodes, leases, lanes and what went wrong.")
        .addOption(CommandLine.flag("Again every two seconds.", "-watch", "--watch"))
        .addOption(CommandLine.flag("As JSON.", "-json", "--json"))
        .addOption(
            CommandLine.value("N", "At most so many rows of each (100).", "-limit", "--limit"))
        .addOption(CommandLine.config());
  }

  /// @throws WrongArgumentException when they make no sense
  static Command read(ParseResult result) {
    return new Command.Status(
        result.hasMatchedOption("--watch"),
        result.hasMatchedOption("--json"),
        (int) CommandLine.within(result, "--limit", 100, 1, 10_000),
        CommandLine.path(result, "--config"));
  }
}
