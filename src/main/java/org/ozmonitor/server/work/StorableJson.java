package org.ozmonitor.server.work;

/// Makes what came from a chain storable in PostgreSQL: `jsonb` takes neither NUL nor half a
/// surrogate pair, text takes no NUL. Each becomes U+FFFD, so that no contract can stop a lane by
/// what it writes into a string. Pure.
final class StorableJson {
  private static final char REPLACEMENT = '\uFFFD';
  private static final int ESCAPE_LENGTH = 6;

  private StorableJson() {}

  /// Plain text without NUL and without half surrogate pairs.
  static String text(String text) {
    int bad = firstBad(text);
    if (bad == text.length()) {
      return text;
    }
    var out = new StringBuilder(text.length()).append(text, 0, bad);
    for (int i = bad; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isPair(text, i)) {
        out.append(c).append(text.charAt(++i));
      } else {
        out.append(c == 0 || Character.isSurrogate(c) ? REPLACEMENT : c);
      }
    }
    return out.toString();
  }

  private static int firstBad(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || (Character.isSurrogate(c) && !isPair(text, i))) {
        return i;
      }
      if (Character.isSurrogate(c)) {
        i++;
      }
    }
    return text.length();
  }

  private static boolean isPair(String text, int i) {
    return i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
  }

  /// Valid JSON text whose strings, escapes included, hold nothing that `jsonb` refuses.
  static String json(String json) {
    String raw = text(json);
    if (!raw.contains("\\u0000") && !hasSurrogateEscape(raw)) {
      return raw;
    }
    var out = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); ) {
      if (raw.charAt(i) != '\\') {
        out.append(raw.charAt(i++));
      } else if (raw.charAt(i + 1) == 'u') {
        i = copyEscape(raw, i, out);
      } else {
        out.append(raw, i, i + 2);
        i += 2;
      }
    }
    return out.toString();
  }

  private static boolean hasSurrogateEscape(String json) {
    return json.contains("\\ud") || json.contains("\\uD");
  }

  /// Copies the `\\uXXXX` at `i`, or the pair that begins there; returns the index after it.
  private static int copyEscape(String json, int i, StringBuilder out) {
    int end = i + ESCAPE_LENGTH;
    char c = unescape(json, i);
    if (Character.isHighSurrogate(c)
        && json.startsWith("\\u", end)
        && Character.isLowSurrogate(unescape(json, end))) {
      out.append(json, i, end + ESCAPE_LENGTH);
      return end + ESCAPE_LENGTH;
    }
    if (c == 0 || Character.isSurrogate(c)) {
      out.append(REPLACEMENT);
    } else {
      out.append(json, i, end);
    }
    return end;
  }

  private static char unescape(String json, int i) {
    return (char) Integer.parseInt(json, i + 2, i + ESCAPE_LENGTH, 16);
  }
}
