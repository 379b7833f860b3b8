package org.ozmonitor.core.evm.block;

import org.ozmonitor.core.evm.value.HexText;
import org.ozmonitor.core.filter.PayloadException;

/// Walks over JSON text (RFC 8259, UTF-8) without making anything of it: it says where keys and
/// scalars stand and steps over the rest. Confined to one thread.
///
/// Own code beside a JSON library because most of a block is never looked at, and what is looked at
/// is needed as offsets.
final class JsonScanner {
  /// Deepest nesting of objects and arrays.
  static final int MAX_DEPTH = 64;

  private static final int LONGEST_NUMBER = 1000;

  /// What kind of scalar was read.
  enum Scalar {
    STRING,
    NUMBER,
    BOOLEAN,
    NULL,
    /// An object or an array, which was not stepped over.
    NONE
  }

  private final byte[] json;
  private final int end;
  private int at;
  private int depth;
  private int keyStart;
  private int keyEnd;
  private int tokenStart;
  private int tokenEnd;

  /// Whether the last text had an escape that no name of a field needs.
  private boolean hasOddEscape;

  JsonScanner(byte[] json, int start, int end) {
    this.json = json;
    this.at = start;
    this.end = end;
  }

  /// The offset of the next value.
  int position() {
    skipSpace();
    return at;
  }

  /// The offset behind what was read last.
  int offset() {
    return at;
  }

  int keyStart() {
    return keyStart;
  }

  int keyEnd() {
    return keyEnd;
  }

  /// Where the content of the last scalar begins; of a string, behind its quote.
  int tokenStart() {
    return tokenStart;
  }

  int tokenEnd() {
    return tokenEnd;
  }

  /// Whether only white space is left.
  boolean isAtEnd() {
    skipSpace();
    return at == end;
  }

  /// Steps into the object that comes next, up to its first value; false when it is empty.
  boolean openObject(String what) {
    open('{', what, "an object");
    if (accept('}')) {
      depth--;
      return false;
    }
    key();
    return true;
  }

  /// Steps to the next value of the object; false, and out of it, when there is none.
  boolean nextField() {
    if (accept('}')) {
      depth--;
      return false;
    }
    expect(',');
    key();
    return true;
  }

  /// Steps into the array that comes next; false when it is empty.
  boolean openArray(String what) {
    open('[', what, "an array");
    if (accept(']')) {
      depth--;
      return false;
    }
    return true;
  }

  /// Steps to the next element of the array; false, and out of it, when there is none.
  boolean nextElement() {
    if (accept(']')) {
      depth--;
      return false;
    }
    expect(',');
    return true;
  }

  private void open(char bracket, String what, String wanted) {
    skipSpace();
    if (at == end || json[at] != bracket) {
      throw new PayloadException(what + " is not " + wanted + " but " + found());
    }
    at++;
    if (++depth > MAX_DEPTH) {
      throw failure("nested deeper than " + MAX_DEPTH);
    }
  }

  private void key() {
    skipSpace();
    if (at == end || json[at] != '"') {
      throw failure("expected the name of a field");
    }
    hasOddEscape = false;
    string();
    if (hasOddEscape) {
      throw failure("an escape in a field's name that no writer needs");
    }
    keyStart = tokenStart;
    keyEnd = tokenEnd;
    expect(':');
  }

  /// Reads the scalar that comes next.
  Scalar scalar() {
    skipSpace();
    if (at == end) {
      throw failure("expected a value");
    }
    return switch (json[at]) {
      case '{', '[' -> Scalar.NONE;
      case '"' -> {
        string();
        yield Scalar.STRING;
      }
      case 'n' -> word("null", Scalar.NULL);
      case 't' -> word("true", Scalar.BOOLEAN);
      case 'f' -> word("false", Scalar.BOOLEAN);
      default -> {
        number();
        yield Scalar.NUMBER;
      }
    };
  }

  /// Steps over the value that comes next, whatever it is.
  void skipValue() {
    if (scalar() != Scalar.NONE) {
      return;
    }
    if (json[at] == '{') {
      for (boolean more = openObject("value"); more; more = nextField()) {
        skipValue();
      }
    } else {
      for (boolean more = openArray("value"); more; more = nextElement()) {
        skipValue();
      }
    }
  }

  private void string() {
    at++;
    tokenStart = at;
    while (true) {
      at = PlainText.end(json, at, end);
      if (at == end) {
        throw failure("a text has no end");
      }
      byte b = json[at];
      if (b == '"') {
        tokenEnd = at;
        at++;
        return;
      }
      if (b == '\\') {
        escape();
      } else if (b < 0) {
        at = Utf8.behindCharacter(json, at, end);
        if (at < 0) {
          throw new PayloadException("payload is not JSON: broken UTF-8");
        }
      } else {
        throw failure("a control character inside a text");
      }
    }
  }

  private void escape() {
    at++;
    byte b = at < end ? json[at] : 0;
    at++;
    switch (b) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {}
      case 'u' -> {
        if (at + 4 > end || !HexText.isHex(json, at, at + 4)) {
          throw failure("a broken escape inside a text");
        }
        hasOddEscape |= isOddEscape();
        at += 4;
      }
      default -> throw failure("a broken escape inside a text");
    }
  }

  /// ASCII, which could hide a known field, or half a character, which is no text.
  private boolean isOddEscape() {
    boolean isAscii = json[at] == '0' && json[at + 1] == '0' && json[at + 2] < '8';
    return isAscii || ((json[at] | 0x20) == 'd' && json[at + 1] >= '8');
  }

  private Scalar word(String word, Scalar kind) {
    tokenStart = at;
    for (int i = 0; i < word.length(); i++, at++) {
      if (at == end || json[at] != word.charAt(i)) {
        throw failure("expected " + word);
      }
    }
    tokenEnd = at;
    return kind;
  }

  private void number() {
    tokenStart = at;
    tokenEnd = JsonNumber.end(json, at, end);
    if (tokenEnd < 0) {
      throw failure("expected a value");
    }
    if (tokenEnd - tokenStart > LONGEST_NUMBER) {
      throw failure("a number of more than " + LONGEST_NUMBER + " characters");
    }
    at = tokenEnd;
  }

  private void skipSpace() {
    while (at < end
        && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
      at++;
    }
  }

  private boolean accept(char c) {
    skipSpace();
    if (at < end && json[at] == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) {
    if (!accept(c)) {
      throw failure("expected '" + c + "'");
    }
  }

  private String found() {
    if (at == end) {
      return "missing";
    }
    return switch (json[at]) {
      case '{' -> "an object";
      case '[' -> "an array";
      case '"' -> "a text";
      case 'n' -> "null";
      case 't', 'f' -> "a truth value";
      default -> "something else";
    };
  }

  private PayloadException failure(String rule) {
    return new PayloadException("payload is not JSON: " + rule + " at byte " + at);
  }
}
