package org.ozmonitor.core.script;

import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.json.CanonicalJson;
import org.ozmonitor.core.json.JsonText;

/// What a script reads from its standard input, byte for byte as OpenZeppelin Monitor writes it.
/// Pure.
public final class ScriptInput {
  private ScriptInput() {}

  /// `{"args":…,"monitor_match":…}`, keys sorted at every level; `args` is null when there are
  /// none configured.
  ///
  /// @param matchJson the match tagged by chain, in any key order
  public static String document(Optional<List<String>> arguments, String matchJson) {
    String args = arguments.map(given -> JsonText.array(given, JsonText::quote)).orElse("null");
    return "{\"args\":" + args + ",\"monitor_match\":" + CanonicalJson.sorted(matchJson) + "}";
  }
}
