package org.ozmonitor.server.bootstrap;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// The arguments of `errors`. Stateless.
final class ErrorsArguments {
  static final String NAME = "errors";

  private static final int DEFAULT_LIMIT = 100;
  private static final int MOST = 10_000;

  private ErrorsArguments() {}

  static CommandSpec spec() {
    return CommandLine.command(
            NAME, "Lists what monitors could not do, the newest first; `replay` tries again.")
        .addOption(CommandLine.value("SLUG", "Only of this tenant.", "-tenant", "--tenant"))
        .addOption(
            CommandLine.value(
                "N", "At most so many (%d).".formatted(DEFAULT_LIMIT), "-limit", "--limit"))
        .addOption(CommandLine.flag("As JSON, one a line.", "-json", "--json"))
        .addOption(CommandLine.config());
  }

  /// @throws WrongArgumentException when they make no sense
  static Command read(ParseResult result) {
    return new Command.ListErrors(
        CommandLine.text(result, "--tenant"),
        (int) CommandLine.within(result, "--limit", DEFAULT_LIMIT, 1, MOST),
        result.hasMatchedOption("--json"),
        CommandLine.path(result, "--config"));
  }
}
