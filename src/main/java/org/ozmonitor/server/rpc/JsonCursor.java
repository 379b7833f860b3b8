package org.ozmonitor.server.rpc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Finds where JSON values begin and end, without reading what is in them: only strings and
/// brackets count, so what it steps over may still be no JSON. Whoever uses a value reads it
/// anyway,
/// and refuses it then. Not thread-safe.
final class JsonCursor {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';

  private final byte[] bytes;
  private final int end;
  private int at;

  /// @param from where the text begins in `bytes`
  /// @param end where it ends
  JsonCursor(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /// The next byte that is not white space; it is not taken.
  byte peek() throws RpcException {
    while (at < end) {
      byte found = bytes[at];
      if (found != ' ' && found != '\n' && found != '\r' && found != '\t') {
        return found;
      }
      at++;
    }
    throw RpcException.malformed("answer is cut short");
  }

  boolean isAtEnd() {
    while (at < end && Character.isWhitespace(bytes[at])) {
      at++;
    }
    return at == end;
  }

  /// Takes the next byte if it is this one.
  boolean take(char wanted) throws RpcException {
    boolean is = peek() == wanted;
    if (is) {
      at++;
    }
    return is;
  }

  void expect(char wanted) throws RpcException {
    if (!take(wanted)) {
      throw RpcException.malformed("answer is not JSON: '" + wanted + "' expected");
    }
  }

  /// Takes what stands between two members: whether another one follows, or the end.
  boolean more(char closing) throws RpcException {
    if (take(closing)) {
      return false;
    }
    expect(',');
    return true;
  }

  /// Takes a name and its colon.
  String name() throws RpcException {
    expect('"');
    int from = at;
    stepToQuote();
    String name = new String(bytes, from, at - 1 - from, StandardCharsets.UTF_8);
    expect(':');
    return name;
  }

  /// Takes one value of any kind.
  JsonSlice value() throws RpcException {
    byte first = peek();
    int from = at;
    switch (first) {
      case '"' -> {
        at++;
        stepToQuote();
      }
      case '{', '[' -> stepOverBrackets();
      default -> stepOverWord();
    }
    return new JsonSlice(bytes, from, at);
  }

  private void stepOverBrackets() throws RpcException {
    int depth = 0;
    while (at < end) {
      switch (bytes[at++]) {
        case '"' -> stepToQuote();
        case '{', '[' -> depth++;
        case '}', ']' -> {
          if (--depth == 0) {
            return;
          }
        }
        default -> {}
      }
    }
    throw RpcException.malformed("answer is cut short");
  }

  private void stepOverWord() throws RpcException {
    int from = at;
    while (at < end && isWord(bytes[at])) {
      at++;
    }
    if (at == from) {
      throw RpcException.malformed("answer is not JSON: a value expected");
    }
  }

  private static boolean isWord(byte part) {
    return (part >= '0' && part <= '9')
        || (part >= 'a' && part <= 'z')
        || part == '-'
        || part == '+'
        || part == '.'
        || part == 'E';
  }

  /// Inside a string, steps behind its closing quote.
  private void stepToQuote() throws RpcException {
    while (at < end) {
      if (at + Long.BYTES <= end) {
        long eight = (long) EIGHT.get(bytes, at);
        long hits = zeros(eight ^ QUOTES) | zeros(eight ^ BACKSLASHES);
        if (hits == 0) {
          at += Long.BYTES;
          continue;
        }
        at += Long.numberOfTrailingZeros(hits) >>> 3;
      }
      byte found = bytes[at++];
      if (found == '"') {
        return;
      }
      if (found == '\\') {
        at++;
      }
    }
    throw RpcException.malformed("answer is cut short");
  }

  /// Marks the lowest zero byte of eight, and perhaps some above it.
  private static long zeros(long eight) {
    return (eight - ONES) & ~eight & HIGH_BITS;
  }
}
