package org.ozmonitor.core.script;

import java.util.Locale;

/// What a filter script that ended well has said. Immutable.
public sealed interface FilterAnswer {
  /// `true`: the match is filtered out.
  record Drop() implements FilterAnswer {}

  /// `false`: the match is kept.
  record Keep() implements FilterAnswer {}

  /// Neither: the script has failed.
  record Unclear(String reason) implements FilterAnswer {}

  /// Characters of a line that are quoted in a reason.
  int MAX_QUOTED = 200;

  /// Reads the last line, as OpenZeppelin Monitor does: outer blanks and letter case do not count,
  /// earlier lines neither, and a blank line after the answer is the last line.
  ///
  /// @param output all of standard output, or its end
  static FilterAnswer read(String output) {
    if (output.isBlank()) {
      return new Unclear("Script produced no output");
    }
    String text = output.endsWith("\n") ? output.substring(0, output.length() - 1) : output;
    String last = text.substring(text.lastIndexOf('\n') + 1).strip();
    return switch (last.toLowerCase(Locale.ROOT)) {
      case "true" -> new Drop();
      case "false" -> new Keep();
      default ->
          new Unclear(
              "Last line of output is not a valid boolean: "
                  + last.substring(0, Math.min(MAX_QUOTED, last.length())));
    };
  }
}
