package org.ozmonitor.core.expression;

import java.util.Locale;
import java.util.Set;

/// The words that are no unquoted values, and names only where nothing else can be meant.
final class Keywords {
  private static final Set<String> LOWER_CASE =
      Set.of("true", "false", "and", "or", "contains", "starts_with", "ends_with");

  private Keywords() {}

  /// Whether the word is one, in any letter case.
  static boolean has(String word) {
    return LOWER_CASE.contains(word.toLowerCase(Locale.ROOT));
  }
}
