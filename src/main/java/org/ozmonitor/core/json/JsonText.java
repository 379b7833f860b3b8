package org.ozmonitor.core.json;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Writes JSON with the escapes of serde_json: the two that JSON demands, the short forms of
/// control
/// characters, and nothing else. What PostgreSQL cannot hold becomes U+FFFD.
public final class JsonText {
  /// Keys stand in the order of their UTF-8 bytes, which is that of their code points.
  private static final Comparator<String> KEY_ORDER =
      (left, right) -> {
        int common = Math.min(left.length(), right.length());
        for (int i = 0; i < common; i++) {
          char a = left.charAt(i);
          char b = right.charAt(i);
          if (a != b) {
            return Character.isSurrogate(a) == Character.isSurrogate(b)
                ? Character.compare(a, b)
                : Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b));
          }
        }
        return Integer.compare(left.length(), right.length());
      };

  private JsonText() {}

  /// A map for the fields of an object: name to JSON text, in the order of writing.
  public static SortedMap<String, String> fields() {
    return new TreeMap<>(KEY_ORDER);
  }

  /// An object of fields whose values are JSON already.
  public static String object(SortedMap<String, String> fields) {
    StringBuilder out = new StringBuilder(32 * fields.size() + 2).append('{');
    for (Map.Entry<String, String> field : fields.entrySet()) {
      if (out.length() > 1) {
        out.append(',');
      }
      quote(out, field.getKey());
      out.append(':').append(field.getValue());
    }
    return out.append('}').toString();
  }

  /// An array of elements, each written by `element`.
  public static <T> String array(Collection<T> elements, Function<T, String> element) {
    return elements.stream().map(element).collect(Collectors.joining(",", "[", "]"));
  }

  /// A string in double quotes.
  public static String quote(String text) {
    if (isPlain(text)) {
      return '"' + text + '"';
    }
    StringBuilder out = new StringBuilder(text.length() + 8);
    escape(out, StorableText.of(text));
    return out.toString();
  }

  /// Appends a string in double quotes. Returns what it says: the text, storable.
  @CanIgnoreReturnValue
  public static String quote(StringBuilder out, String text) {
    if (isPlain(text)) {
      out.append('"').append(text).append('"');
      return text;
    }
    String storable = StorableText.of(text);
    escape(out, storable);
    return storable;
  }

  /// Whether the text can stand as it is. False for some that could: nearly all texts of a chain
  /// are hexadecimal digits, and a loop over bytes is several times as fast as one over `charAt`.
  /// Half a surrogate pair is encoded as `?`, which therefore is looked at more closely.
  private static boolean isPlain(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length != text.length()) {
      return false;
    }
    for (byte b : bytes) {
      if (b < 0x20 || b == '"' || b == '\\' || b == '?') {
        return false;
      }
    }
    return true;
  }

  private static void escape(StringBuilder out, String text) {
    out.append('"');
    int written = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c != '"' && c != '\\') {
        continue;
      }
      out.append(text, written, i);
      written = i + 1;
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default ->
            out.append("\\u00")
                .append((char) ('0' + (c >> 4)))
                .append(Character.forDigit(c & 15, 16));
      }
    }
    out.append(text, written, text.length());
    out.append('"');
  }
}
