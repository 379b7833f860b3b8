package org.ozmonitor.core.evm.abi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Pattern;

/// The reviewed table of ABI vectors where we differ on purpose from the decoder that OpenZeppelin
/// Monitor uses, each with its reason. A case is recognised by its content, never by its name.
///
/// | Rule | Reason |
/// | --- | --- |
/// | unfolds to much more than itself | a few bytes must not become megabytes: refused |
/// | type without size | what the references answer for `()` and `T[0]` is an accident of theirs |
/// | type deeper than 16 | upstream gives up there; the value is there, so it is read |
/// | NUL | PostgreSQL holds no U+0000 in JSON: shown as U+FFFD |
final class AbiExceptions {
  private static final Pattern NO_SIZE = Pattern.compile("\\(\\)|\\[0+]");
  private static final int UPSTREAM_DEPTH = 16;

  private AbiExceptions() {}

  /// The reason why a vector may come out as `actual` instead of `expected`.
  static Optional<String> reason(JsonNode vector, String expected, String actual) {
    if (expected.contains("(too large:") && actual.equals("error")) {
      return Optional.of("unfolds to much more than itself: refused");
    }
    String types = vector.path("types").toString();
    if (vector.has("lenient") && NO_SIZE.matcher(types).find()) {
      return Optional.of("type without size: no answer to agree with");
    }
    if (vector.has("lenient") && expected.equals("error") && deepest(types) > UPSTREAM_DEPTH) {
      return Optional.of("type deeper than 16: read, where upstream gives up");
    }
    if (expected.replace("\\u0000", "\ufffd").equals(actual)) {
      return Optional.of("NUL is shown as U+FFFD");
    }
    return Optional.empty();
  }

  /// Parentheses and array sizes around the innermost type.
  private static int deepest(String types) {
    int depth = 0;
    int deepest = 0;
    for (int i = 0; i < types.length(); i++) {
      depth += types.charAt(i) == '(' ? 1 : types.charAt(i) == ')' ? -1 : 0;
      deepest = Math.max(deepest, depth);
    }
    return Math.max(deepest, (int) types.chars().filter(c -> c == '[').count());
  }
}
