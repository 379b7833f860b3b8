package org.ozmonitor.core.expression;

import java.util.ArrayList;
import java.util.Optional;
import java.util.TreeMap;

/// Reads strict JSON from the text of a parameter. Confined to one call.
///
/// A reader of its own, because what matters here is what a library hides: the spelling of numbers,
/// and refusal of what upstream refuses (half a surrogate pair, more than 127 levels). Text that is
/// not JSON is an ordinary input, hence `Optional` instead of an exception.
final class JsonReader {
  private static final int MAX_DEPTH = 127;

  private final String text;
  private int position;

  private JsonReader(String text) {
    this.text = text;
  }

  /// The value, empty if the text as a whole is not one.
  static Optional<JsonValue> read(String text) {
    var reader = new JsonReader(text);
    Optional<JsonValue> value = reader.value(0);
    reader.skipBlanks();
    return reader.position == text.length() ? value : Optional.empty();
  }

  private Optional<JsonValue> value(int depth) {
    skipBlanks();
    return switch (peek()) {
      case '{' -> depth == MAX_DEPTH ? Optional.empty() : members(depth + 1);
      case '[' -> depth == MAX_DEPTH ? Optional.empty() : array(depth + 1);
      case '"' -> string().map(JsonValue.Text::new);
      case 't' -> word("true", new JsonValue.Bool(true));
      case 'f' -> word("false", new JsonValue.Bool(false));
      case 'n' -> word("null", new JsonValue.Null());
      default -> number();
    };
  }

  private Optional<JsonValue> array(int depth) {
    var elements = new ArrayList<JsonValue>();
    position++;
    skipBlanks();
    if (accept(']')) {
      return Optional.of(new JsonValue.Array(elements));
    }
    do {
      Optional<JsonValue> element = value(depth);
      if (element.isEmpty()) {
        return Optional.empty();
      }
      elements.add(element.get());
      skipBlanks();
    } while (accept(','));
    return accept(']') ? Optional.of(new JsonValue.Array(elements)) : Optional.empty();
  }

  private Optional<JsonValue> members(int depth) {
    var members = new TreeMap<String, JsonValue>();
    position++;
    skipBlanks();
    if (accept('}')) {
      return Optional.of(new JsonValue.Members(members));
    }
    do {
      skipBlanks();
      Optional<String> key = peek() == '"' ? string() : Optional.empty();
      skipBlanks();
      if (key.isEmpty() || !accept(':')) {
        return Optional.empty();
      }
      Optional<JsonValue> member = value(depth);
      if (member.isEmpty()) {
        return Optional.empty();
      }
      members.put(key.get(), member.get());
      skipBlanks();
    } while (accept(','));
    return accept('}') ? Optional.of(new JsonValue.Members(members)) : Optional.empty();
  }

  private Optional<JsonValue> word(String word, JsonValue value) {
    if (!text.startsWith(word, position)) {
      return Optional.empty();
    }
    position += word.length();
    return Optional.of(value);
  }

  private Optional<JsonValue> number() {
    var spelling = new StringBuilder();
    if (accept('-')) {
      spelling.append('-');
    }
    if (accept('0')) {
      spelling.append('0');
    } else if (!digits(spelling)) {
      return Optional.empty();
    }
    if (accept('.') && !digits(spelling.append('.'))) {
      return Optional.empty();
    }
    if (peek() == 'e' || peek() == 'E') {
      spelling.append(text.charAt(position++));
      spelling.append(peek() == '-' ? '-' : '+');
      if (peek() == '-' || peek() == '+') {
        position++;
      }
      if (!digits(spelling)) {
        return Optional.empty();
      }
    }
    String number = spelling.toString();
    return Optional.of(new JsonValue.Numeral(number.equals("-0") ? "0" : number));
  }

  private boolean digits(StringBuilder spelling) {
    int start = position;
    while (peek() >= '0' && peek() <= '9') {
      position++;
    }
    spelling.append(text, start, position);
    return position > start;
  }

  private Optional<String> string() {
    var value = new StringBuilder();
    position++;
    while (position < text.length()) {
      char character = text.charAt(position++);
      if (character == '"') {
        return Optional.of(value.toString());
      }
      if (character < ' ' || (character == '\\' && !escape(value))) {
        return Optional.empty();
      }
      if (character != '\\') {
        value.append(character);
      }
    }
    return Optional.empty();
  }

  private boolean escape(StringBuilder value) {
    if (position == text.length()) {
      return false;
    }
    char letter = text.charAt(position++);
    switch (letter) {
      case '"', '\\', '/' -> value.append(letter);
      case 'b' -> value.append('\b');
      case 'f' -> value.append('\f');
      case 'n' -> value.append('\n');
      case 'r' -> value.append('\r');
      case 't' -> value.append('\t');
      case 'u' -> {
        return unicodeEscape(value);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean unicodeEscape(StringBuilder value) {
    int first = hexadecimal();
    if (first < 0 || Character.isLowSurrogate((char) first)) {
      return false;
    }
    value.append((char) first);
    if (!Character.isHighSurrogate((char) first)) {
      return true;
    }
    int second = accept('\\') && accept('u') ? hexadecimal() : -1;
    if (second < 0 || !Character.isLowSurrogate((char) second)) {
      return false;
    }
    value.append((char) second);
    return true;
  }

  /// The next four digits, negative if they are none.
  private int hexadecimal() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = peek() < 0x80 ? Character.digit(peek(), 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * 16 + digit;
      position++;
    }
    return value;
  }

  private void skipBlanks() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\t' || peek() == '\r') {
      position++;
    }
  }

  private boolean accept(char expected) {
    if (peek() != expected) {
      return false;
    }
    position++;
    return true;
  }

  /// The next character; at the end one that no JSON token has.
  private char peek() {
    return position < text.length() ? text.charAt(position) : '\0';
  }
}
