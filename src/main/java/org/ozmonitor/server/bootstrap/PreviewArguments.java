package org.ozmonitor.server.bootstrap;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// The arguments of `preview`. Stateless.
final class PreviewArguments {
  static final String NAME = "preview";

  private static final List<String> EVENTS = List.of("detected", "confirmed", "retracted");

  private PreviewArguments() {}

  static CommandSpec spec() {
    return CommandLine.command(NAME, "Shows what a trigger would send for a match; sends nothing.")
        .addOption(CommandLine.configDir())
        .addOption(CommandLine.required("KEY", "The trigger.", "-trigger", "--trigger"))
        .addOption(
            CommandLine.required("FILE", "A match as run-block prints it.", "-match", "--match"))
        .addOption(CommandLine.value("EVENT", String.join(", ", EVENTS), "-event", "--event"))
        .addOption(
            CommandLine.value("N", "Earlier alerts kept back.", "-suppressed", "--suppressed"));
  }

  /// @throws WrongArgumentException when they make no sense
  static Command read(ParseResult result) {
    String event = CommandLine.text(result, "--event").orElse("detected");
    if (!EVENTS.contains(event)) {
      throw new WrongArgumentException("--event takes " + String.join(", ", EVENTS));
    }
    return new Command.Preview(
        CommandLine.path(result, "--config-dir").orElseThrow(),
        CommandLine.text(result, "--trigger").orElseThrow(),
        CommandLine.path(result, "--match").orElseThrow(),
        event,
        CommandLine.within(result, "--suppressed", 0, 0, Integer.MAX_VALUE));
  }
}
