package org.ozmonitor.core.expression;

import java.util.Locale;
import java.util.Set;

/// The words of an expression: names, accessors, literals. Confined to one parse.
///
/// Letters and digits are those of ASCII, blanks are blank and tab: line breaks are errors, as
/// upstream has it.
final class TextScanner {
  private static final Set<String> KEYWORDS =
      Set.of("true", "false", "and", "or", "contains", "starts_with", "ends_with");
  private static final String ENDS_OF_LITERAL = " \t)(,=!><&|]";
  private static final String ENDS_OF_KEY = " \t[.=!><)(";

  private final String text;
  private int position;

  TextScanner(String text) {
    this.text = text;
  }

  boolean isAtEnd() {
    return position == text.length();
  }

  /// Whether the next character is this one.
  boolean next(char character) {
    return !isAtEnd() && text.charAt(position) == character;
  }

  void expect(char character) {
    if (!next(character)) {
      throw failure("expected " + character);
    }
    position++;
  }

  void skipBlanks() {
    while (next(' ') || next('\t')) {
      position++;
    }
  }

  /// Consumes the word, in any letter case, if it comes next. What follows it may touch it.
  boolean acceptWord(String word) {
    int end = position + word.length();
    // Java's own folding also takes a long s for an s.
    boolean matches =
        text.regionMatches(true, position, word, 0, word.length())
            && text.substring(position, end).chars().allMatch(c -> c < 0x80);
    position = matches ? end : position;
    return matches;
  }

  /// The name of a parameter.
  String base() {
    int start = position;
    String name = nameOrDigits("expected a name or (");
    if (KEYWORDS.contains(name.toLowerCase(Locale.ROOT))) {
      throw failureAt(start, "expected a name, " + name + " is a keyword");
    }
    if (isDigit(name.charAt(0)) && !isEndOfBase()) {
      throw failure("expected an operator, a blank, [ or . after " + Excerpt.of(name));
    }
    return name;
  }

  /// `[digits]`, without blanks.
  Left.Accessor index() {
    expect('[');
    int start = position;
    String digits = digits();
    if (digits.isEmpty()) {
      throw failure("expected the digits of an index");
    }
    expect(']');
    String significant = digits.replaceFirst("^0+(?=.)", "");
    if (significant.length() > 20 || (significant.length() == 20 && exceedsUnsigned(significant))) {
      throw failureAt(start, "expected an index of at most 64 bits");
    }
    return new Left.Accessor.Index(Long.parseUnsignedLong(significant));
  }

  private static boolean exceedsUnsigned(String twentyDigits) {
    return twentyDigits.compareTo(Long.toUnsignedString(-1)) > 0;
  }

  /// `.name` or `.digits`, without blanks.
  Left.Accessor key() {
    expect('.');
    String name = nameOrDigits("expected a key");
    if (!isAtEnd() && ENDS_OF_KEY.indexOf(text.charAt(position)) < 0) {
      throw failure("expected an operator, a blank, [ or . after " + Excerpt.of(name));
    }
    return new Left.Accessor.Key(name);
  }

  Literal literal() {
    if (next('\'') || next('"')) {
      return quoted();
    }
    int start = position;
    if (accept("true") || accept("false")) {
      return Literal.bool(text.charAt(start) == 't');
    }
    int end = end(TextScanner::isWordCharacter);
    if (isHexadecimal(start, end)) {
      // Such a text is nothing else: followed by what does not end a literal it is an error.
      position = end;
      if (end == start + 2 || !isEndOfLiteral(end)) {
        throw failure(end == start + 2 ? "expected a hexadecimal digit" : "expected a blank");
      }
      return Literal.text(text.substring(start, end));
    }
    int endOfNumber = endOfNumber();
    if (endOfNumber > start && isEndOfLiteral(endOfNumber)) {
      position = endOfNumber;
      return Literal.number(text.substring(start, endOfNumber));
    }
    return word(start, end);
  }

  private Literal word(int start, int end) {
    String word = text.substring(start, end);
    if (word.isEmpty() || KEYWORDS.contains(word.toLowerCase(Locale.ROOT))) {
      throw failure("expected a value: quoted text, a number, true, false or a word");
    }
    if (word.chars().allMatch(c -> isDigit((char) c) || c == '-')) {
      throw failure("expected a number or quoted text");
    }
    position = end;
    return Literal.text(word);
  }

  private Literal quoted() {
    char quote = text.charAt(position);
    int start = position + 1;
    for (int i = start; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character == quote) {
        position = i + 1;
        return Literal.text(text.substring(start, i));
      }
      if (character == '\\') {
        i++;
        if (i == text.length() || (text.charAt(i) != quote && text.charAt(i) != '\\')) {
          throw failureAt(i, "expected " + quote + " or \\ after \\");
        }
      }
    }
    throw failureAt(text.length(), "expected the closing " + quote);
  }

  /// Consumes the word, in this letter case, if it is a whole literal.
  private boolean accept(String word) {
    if (!text.startsWith(word, position) || !isEndOfLiteral(position + word.length())) {
      return false;
    }
    position += word.length();
    return true;
  }

  private boolean isHexadecimal(int start, int end) {
    return acceptsHexPrefix(start)
        && text.substring(start + 2, end).chars().allMatch(c -> Character.digit(c, 16) >= 0);
  }

  private boolean acceptsHexPrefix(int start) {
    return text.startsWith("0x", start) || text.startsWith("0X", start);
  }

  private int endOfNumber() {
    int start = position;
    if (next('+') || next('-')) {
      position++;
    }
    boolean hasDigits = !digits().isEmpty();
    int end = position;
    if (hasDigits && next('.')) {
      position++;
      end = digits().isEmpty() ? end : position;
    }
    position = start;
    return hasDigits ? end : start;
  }

  private String nameOrDigits(String expected) {
    if (isAtEnd() || !isNameCharacter(text.charAt(position))) {
      throw failure(expected);
    }
    if (isDigit(text.charAt(position))) {
      return digits();
    }
    int start = position;
    position = end(TextScanner::isNameCharacter);
    return text.substring(start, position);
  }

  private String digits() {
    int start = position;
    position = end(TextScanner::isDigit);
    return text.substring(start, position);
  }

  private interface CharacterClass {
    boolean has(char character);
  }

  /// Where the run of characters of this class that begins here ends.
  private int end(CharacterClass characters) {
    int end = position;
    while (end < text.length() && characters.has(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private boolean isEndOfLiteral(int index) {
    return index == text.length() || ENDS_OF_LITERAL.indexOf(text.charAt(index)) >= 0;
  }

  private boolean isEndOfBase() {
    return isAtEnd()
        || "[. \t><".indexOf(text.charAt(position)) >= 0
        || text.startsWith("==", position)
        || text.startsWith("!=", position);
  }

  private static boolean isWordCharacter(char character) {
    return isNameCharacter(character) || character == '-';
  }

  private static boolean isNameCharacter(char character) {
    return isDigit(character)
        || character == '_'
        || (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z');
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  ExpressionSyntaxException failure(String problem) {
    return failureAt(position, problem);
  }

  private ExpressionSyntaxException failureAt(int index, String problem) {
    return new ExpressionSyntaxException(text.codePointCount(0, index) + 1, problem);
  }
}
