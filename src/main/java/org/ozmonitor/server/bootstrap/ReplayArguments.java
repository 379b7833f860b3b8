package org.ozmonitor.server.bootstrap;

import java.util.Optional;
import java.util.UUID;
import org.ozmonitor.server.work.ReplayRequests.With;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// The arguments of `replay`. Stateless.
final class ReplayArguments {
  static final String NAME = "replay";

  /// Heights and versions are whole numbers, and sums of two of them as well.
  private static final long MOST = Long.MAX_VALUE / 4;

  private ReplayArguments() {}

  static CommandSpec spec() {
    return CommandLine.command(
            NAME, "Evaluates blocks of the log once more and adds what is missing.")
        .addOption(CommandLine.value("SLUG", "The network.", "-network", "--network"))
        .addOption(CommandLine.value("HEIGHT", "The first block.", "-from", "--from"))
        .addOption(CommandLine.value("HEIGHT", "The last block.", "-to", "--to"))
        .addOption(CommandLine.value("SLUG", "Only of this tenant.", "-tenant", "--tenant"))
        .addOption(
            CommandLine.value(
                "NAME", "Only this monitor (of the default tenant).", "-monitor", "--monitor"))
        .addOption(
            CommandLine.value(
                "V",
                "With this version of the configuration, not with that of each block.",
                "-config-version",
                "--config-version"))
        .addOption(
            CommandLine.flag(
                "With the newest version of the configuration.", "-as-of-now", "--as-of-now"))
        .addOption(
            CommandLine.flag(
                "Send also what is found with another configuration, or is older than the"
                    + " retention.",
                "-send",
                "--send"))
        .addOption(
            CommandLine.flag(
                "Back-fill blocks that were skipped, for all tenants, as late entries of the log.",
                "-missed",
                "--missed"))
        .addOption(CommandLine.value("ID", "End this one.", "-cancel", "--cancel"))
        .addOption(CommandLine.flag("Do not wait until it is done.", "-no-wait", "--no-wait"))
        .addOption(CommandLine.flag("As JSON.", "-json", "--json"))
        .addOption(CommandLine.config());
  }

  /// @throws WrongArgumentException when they make no sense
  static Command read(ParseResult result) {
    var config = CommandLine.path(result, "--config");
    Optional<String> cancelled = CommandLine.text(result, "--cancel");
    if (cancelled.isPresent()) {
      return new Command.CancelReplay(id(cancelled.get()), config);
    }
    String network =
        CommandLine.text(result, "--network")
            .orElseThrow(() -> new WrongArgumentException("replay takes --network, --from, --to"));
    long first = CommandLine.within(result, "--from", -1, 0, MOST);
    long last = CommandLine.within(result, "--to", -1, first, MOST);
    if (result.hasMatchedOption("--missed")) {
      return new Command.BackFillMissed(network, first, last, config);
    }
    return new Command.Replay(
        network,
        first,
        last,
        CommandLine.text(result, "--tenant"),
        CommandLine.text(result, "--monitor"),
        with(result),
        result.hasMatchedOption("--send"),
        !result.hasMatchedOption("--no-wait"),
        result.hasMatchedOption("--json"),
        config);
  }

  private static With with(ParseResult result) {
    boolean newest = result.hasMatchedOption("--as-of-now");
    if (CommandLine.text(result, "--config-version").isEmpty()) {
      return newest ? new With.Newest() : new With.OwnVersion();
    }
    if (newest) {
      throw new WrongArgumentException("--config-version and --as-of-now exclude each other");
    }
    return new With.Version(CommandLine.within(result, "--config-version", 0, 1, MOST));
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new WrongArgumentException("--cancel takes the id of a replay");
    }
  }
}
