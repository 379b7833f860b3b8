package org.ozmonitor.core.json;

/// Makes text from a chain storable: PostgreSQL's jsonb holds neither U+0000 nor half a surrogate
/// pair.
public final class StorableText {
  private static final char REPLACEMENT = '\ufffd';

  private StorableText() {}

  /// The text, with U+FFFD for each NUL and each unpaired surrogate.
  public static String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isSurrogate(c)) {
        return replace(text);
      }
    }
    return text;
  }

  private static String replace(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else {
        out.append(c == 0 || Character.isSurrogate(c) ? REPLACEMENT : c);
      }
    }
    return out.toString();
  }
}
