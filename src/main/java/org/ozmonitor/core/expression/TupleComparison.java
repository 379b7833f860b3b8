package org.ozmonitor.core.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Tuples in their text form `(a,b,c)`: equality of the text apart from white space, or a look for
/// one element.
///
/// Strings inside that text are quoted but not escaped, so a quote inside a string misleads the
/// splitting; that loss is in the text form and cannot be repaired here.
final class TupleComparison {
  private static final String KIND = "tuple";

  /// Deep enough for every decoded value (ABI decoding stops at 16); parentheses inside an
  /// unescaped
  /// string could otherwise nest as deep as the string is long.
  private static final int MAX_DEPTH = 64;

  private TupleComparison() {}

  static Evaluation compare(String value, Operator operator, Literal literal) {
    if (!ElementMatch.accepts(KIND, operator, literal)) {
      return Mismatch.literalType(literal, KIND);
    }
    return switch (operator) {
      case EQUAL -> Evaluation.of(compact(value).equals(compact(literal.text())));
      case NOT_EQUAL -> Evaluation.of(!compact(value).equals(compact(literal.text())));
      case CONTAINS -> contains(value, literal);
      case STARTS_WITH, ENDS_WITH, GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL ->
          Mismatch.operator(operator, KIND);
    };
  }

  private static Evaluation contains(String value, Literal literal) {
    Optional<JsonValue> tuple = isTuple(value) ? elements(value, 0) : Optional.empty();
    return tuple.isEmpty()
        ? Mismatch.value(value, KIND)
        : Evaluation.of(ElementMatch.matches(KIND, tuple.get(), literal));
  }

  private static boolean isTuple(String text) {
    return text.startsWith("(") && text.endsWith(")");
  }

  /// The elements of `(…)` as an array, empty if one of them is malformed.
  private static Optional<JsonValue> elements(String tuple, int depth) {
    String inside = tuple.substring(1, tuple.length() - 1);
    if (depth == MAX_DEPTH) {
      return Optional.empty();
    }
    var elements = new ArrayList<JsonValue>();
    for (String part : WhiteSpace.trim(inside).isEmpty() ? List.<String>of() : split(inside)) {
      Optional<JsonValue> element = element(WhiteSpace.trim(part), depth);
      if (element.isEmpty()) {
        return Optional.empty();
      }
      elements.add(element.get());
    }
    return Optional.of(new JsonValue.Array(elements));
  }

  private static Optional<JsonValue> element(String text, int depth) {
    if (isTuple(text)) {
      return elements(text, depth + 1);
    }
    Optional<JsonValue> json = JsonReader.read(text);
    if (text.startsWith("[") || text.startsWith("{")) {
      return json;
    }
    return json.or(() -> Optional.of(new JsonValue.Text(text)));
  }

  /// Parts between the commas outside quotes and brackets.
  private static List<String> split(String text) {
    var parts = new ArrayList<String>();
    var quotes = new Quotes();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (quotes.covers(character)) {
        continue;
      }
      switch (character) {
        case '(', '[', '{' -> depth++;
        case ')', ']', '}' -> depth--;
        case ',' -> {
          if (depth == 0) {
            parts.add(text.substring(start, i));
            start = i + 1;
          }
        }
        default -> {}
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  /// The text without the white space outside quotes.
  static String compact(String text) {
    var compact = new StringBuilder(text.length());
    var quotes = new Quotes();
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (quotes.covers(character) || !WhiteSpace.is(character)) {
        compact.append(character);
      }
    }
    return compact.toString();
  }

  /// Knows, character by character, whether it is inside quotes. Confined to one scan.
  private static final class Quotes {
    private static final char NONE = '\0';

    private char open = NONE;

    /// Whether the character belongs to a quoted text, its quotes included.
    boolean covers(char character) {
      if (open != NONE) {
        open = character == open ? NONE : open;
        return true;
      }
      if (character == '"' || character == '\'') {
        open = character;
        return true;
      }
      return false;
    }
  }
}
