package org.ozmonitor.core.expression;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ozmonitor.core.problem.Suggestion;

/// Guesses what the author of a text that is no expression meant. Every answer may be empty.
final class SyntaxHints {
  private static final List<String> WORDS = List.of("contains", "starts_with", "ends_with");
  private static final Map<String, String> OTHER_LANGUAGES =
      Map.ofEntries(
          Map.entry("in", "contains, with the array on the left"),
          Map.entry("includes", "contains"),
          Map.entry("has", "contains"),
          Map.entry("like", "contains"),
          Map.entry("is", "=="),
          Map.entry("eq", "=="),
          Map.entry("equals", "=="),
          Map.entry("ne", "!="),
          Map.entry("gt", ">"),
          Map.entry("gte", ">="),
          Map.entry("lt", "<"),
          Map.entry("lte", "<="),
          Map.entry("startswith", "starts_with"),
          Map.entry("endswith", "ends_with"),
          Map.entry("starts-with", "starts_with"),
          Map.entry("ends-with", "ends_with"),
          Map.entry("between", ">= and AND and <="));

  private SyntaxHints() {}

  static String keywordAsName(String keyword) {
    return switch (keyword.toLowerCase(Locale.ROOT)) {
      case "true", "false" -> "a condition is written: name == " + keyword;
      case "and", "or" -> "a condition stands on both sides of " + keyword;
      default -> "the name of a parameter stands before " + keyword;
    };
  }

  /// What stands where a name is expected.
  static String name(TextCursor text) {
    if (text.next('\'') || text.next('"')) {
      return "names stand without quotes, values on the right";
    }
    if (text.next('!')) {
      return "there is no NOT: use !=";
    }
    return text.next(')') ? "parentheses enclose conditions" : "";
  }

  /// What stands where an operator is expected.
  static String operator(String name, TextCursor text) {
    if (name.equalsIgnoreCase("not")) {
      return "there is no NOT: use != or the opposite of the operator";
    }
    if (text.isAtEnd() || text.next(')') || startsWithConnective(text)) {
      return "a name alone is no condition, write: name == true";
    }
    if (text.next('=')) {
      return "write " + (followedBy('>', text) ? ">=" : followedBy('<', text) ? "<=" : "==");
    }
    String word = wordAt(text).toLowerCase(Locale.ROOT);
    String known = OTHER_LANGUAGES.getOrDefault(word, "");
    String meant = known.isEmpty() ? Suggestion.nearest(word, WORDS).orElse("") : known;
    return meant.isEmpty() ? "" : "write " + meant;
  }

  /// What stands where a value is expected.
  static String value(String word, TextCursor text) {
    if (Keywords.has(word)) {
      return "quote it if it is a text: '" + word + "'";
    }
    if (text.next('(') || text.next('[')) {
      return "arrays and tuples stand in quotes: '[1,2]', '(1,\"a\")'";
    }
    if (text.next('=') || text.next('>') || text.next('<')) {
      return "operators are ==, !=, >, >=, < and <=";
    }
    if (text.next('.')) {
      return "a fraction has digits on both sides: 0.5";
    }
    return text.isAtEnd()
        ? ""
        : "texts with other characters than letters, digits, _ and - stand" + " in quotes";
  }

  /// What stands where AND, OR or the end is expected.
  static String end(TextCursor text) {
    if (text.next('&') || text.next(',') || text.next(';')) {
      return "write AND";
    }
    if (text.next('|')) {
      return "write OR";
    }
    if (text.next(')')) {
      return "there is no ( for it";
    }
    return text.next('=') || text.next('!') || text.next('<') || text.next('>')
        ? "a condition has one operator"
        : "if this belongs to the value, put the value in quotes";
  }

  private static boolean startsWithConnective(TextCursor text) {
    String word = wordAt(text).toLowerCase(Locale.ROOT);
    return word.equals("and") || word.equals("or");
  }

  private static boolean followedBy(char character, TextCursor text) {
    return text.text().startsWith("=" + character, text.position());
  }

  private static String wordAt(TextCursor text) {
    return text.text().substring(text.position(), text.end(TextCursor::isWordCharacter));
  }
}
