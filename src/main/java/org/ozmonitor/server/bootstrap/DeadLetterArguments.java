package org.ozmonitor.server.bootstrap;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.ozmonitor.server.notification.DeadLetterSelection;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// The arguments of `dead-letters`. Stateless.
final class DeadLetterArguments {
  static final String NAME = "dead-letters";

  private static final List<String> ACTIONS = List.of("list", "show", "replay", "discard");

  private DeadLetterArguments() {}

  static CommandSpec spec() {
    return CommandLine.command(NAME, "Lists, shows, sends again or discards what was given up.")
        .addPositional(
            PositionalParamSpec.builder()
                .paramLabel("ACTION")
                .arity("1")
                .index("0")
                .type(String.class)
                .description(String.join(", ", ACTIONS))
                .build())
        .addOption(CommandLine.value("SLUG", "Of this tenant.", "-tenant", "--tenant"))
        .addOption(CommandLine.value("KEY", "Of this trigger.", "-trigger", "--trigger"))
        .addOption(CommandLine.value("ID", "This one.", "-id", "--id"))
        .addOption(
            CommandLine.value(
                "TIME", "Given up at or after, e.g. 2026-11-21T10:00:00Z.", "-from", "--from"))
        .addOption(CommandLine.value("TIME", "Given up before.", "-to", "--to"))
        .addOption(CommandLine.value("N", "List at most so many (100).", "-limit", "--limit"))
        .addOption(CommandLine.flag("All there are.", "-all", "--all"))
        .addOption(CommandLine.config());
  }

  /// @throws WrongArgumentException when they make no sense
  static Command read(ParseResult result) {
    String word = result.matchedPositionalValue(0, "");
    if (!ACTIONS.contains(word)) {
      throw new WrongArgumentException(
          "dead-letters takes one of " + String.join(", ", ACTIONS) + ", not '" + word + "'");
    }
    Command.DeadLetterAction action =
        switch (word) {
          case "list" -> Command.DeadLetterAction.LIST;
          case "show" -> Command.DeadLetterAction.SHOW;
          case "replay" -> Command.DeadLetterAction.REPLAY;
          default -> Command.DeadLetterAction.DISCARD;
        };
    var selection =
        new DeadLetterSelection(
            CommandLine.text(result, "--tenant"),
            CommandLine.text(result, "--trigger"),
            CommandLine.text(result, "--id").map(DeadLetterArguments::id),
            time(result, "--from"),
            time(result, "--to"));
    boolean all = result.hasMatchedOption("--all");
    switch (action) {
      case LIST -> {}
      case SHOW -> require(selection.id().isPresent(), "show takes --id");
      case REPLAY, DISCARD ->
          require(
              all == selection.isAll(),
              word
                  + " takes either --all or what to choose: --id, --trigger, --tenant, --from,"
                  + " --to");
    }
    int limit = (int) CommandLine.within(result, "--limit", 100, 1, 10_000);
    return new Command.DeadLetters(action, selection, limit, CommandLine.path(result, "--config"));
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new WrongArgumentException(message);
    }
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new WrongArgumentException("--id takes the id of a delivery");
    }
  }

  private static Optional<OffsetDateTime> time(ParseResult result, String option) {
    return CommandLine.text(result, option)
        .map(
            text -> {
              try {
                return OffsetDateTime.parse(text);
              } catch (DateTimeException e) {
                throw new WrongArgumentException(
                    option + " takes a time such as 2026-11-21T10:00:00Z");
              }
            });
  }
}
