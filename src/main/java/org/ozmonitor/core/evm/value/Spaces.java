package org.ozmonitor.core.evm.value;

/// White space as Unicode defines the property (Java's own test leaves out the no-break space and
/// counts four separators that are none).
public final class Spaces {
  private Spaces() {}

  /// The text without any white space.
  public static String remove(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isSpace(c)) {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isSpace(char c) {
    return (c >= '\t' && c <= '\r') || c == 0x85 || Character.isSpaceChar(c);
  }
}
