package org.ozmonitor.core.expression;

/// A place in the text of an expression that moves forward. Confined to one parse.
///
/// Letters and digits are those of ASCII.
final class TextCursor {
  private static final String BLANKS = " \t\n\r";

  private final String text;
  private int position;

  TextCursor(String text) {
    this.text = text;
  }

  /// A set of characters.
  interface CharacterClass {
    boolean has(char character);
  }

  String text() {
    return text;
  }

  int position() {
    return position;
  }

  void moveTo(int index) {
    position = index;
  }

  boolean isAtEnd() {
    return position == text.length();
  }

  /// Whether the next character is this one.
  boolean next(char character) {
    return !isAtEnd() && text.charAt(position) == character;
  }

  /// Whether the next character belongs to the class.
  boolean next(CharacterClass characters) {
    return !isAtEnd() && characters.has(text.charAt(position));
  }

  boolean accept(char character) {
    if (!next(character)) {
      return false;
    }
    position++;
    return true;
  }

  void skipBlanks() {
    position = end(TextCursor::isBlank);
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

  /// Consumes the run of characters of this class that begins here.
  String take(CharacterClass characters) {
    int start = position;
    position = end(characters);
    return text.substring(start, position);
  }

  /// Where the run of characters of this class that begins here ends.
  int end(CharacterClass characters) {
    int end = position;
    while (end < text.length() && characters.has(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /// Whether the text ends at the index, or a blank or one of these characters stands there.
  boolean isEndOrBlankOr(String characters, int index) {
    return index == text.length()
        || isBlank(text.charAt(index))
        || characters.indexOf(text.charAt(index)) >= 0;
  }

  ExpressionSyntaxException failure(SyntaxRule rule, String problem, String suggestion) {
    return failureAt(position, rule, problem, suggestion);
  }

  ExpressionSyntaxException failureAt(
      int index, SyntaxRule rule, String problem, String suggestion) {
    return new ExpressionSyntaxException(rule, text, index, problem, suggestion);
  }

  static boolean isBlank(char character) {
    return BLANKS.indexOf(character) >= 0;
  }

  static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  static boolean isNameCharacter(char character) {
    return character == '$' || (character != '-' && isWordCharacter(character));
  }

  static boolean isWordCharacter(char character) {
    return isDigit(character)
        || character == '_'
        || character == '-'
        || (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z');
  }
}
