package org.ozmonitor.core.notification;

/// Writes filled texts where there is no markup: subjects, summaries of incidents. Values mention
/// nobody and become no link. Pure.
final class PlainText {
  private PlainText() {}

  static String of(FilledText filled) {
    String text = filled.text();
    StringBuilder plain = new StringBuilder(text.length() + 64);
    int value = 0;
    for (int at = 0; at < text.length(); at++) {
      char unit = text.charAt(at);
      if (unit != FilledText.HOLE) {
        plain.append(unit);
        continue;
      }
      FilledText.Value next = filled.values().get(value++);
      char before = plain.isEmpty() ? ' ' : plain.charAt(plain.length() - 1);
      plain.append(
          next.place() == FilledText.Place.TEXT
              ? ForeignText.inert(next.text(), before)
              : ForeignText.inUrl(next));
    }
    return plain.toString();
  }

  /// No longer than `limit`, and with a word on what is missing.
  static String of(FilledText filled, int limit) {
    return ChatText.fit(filled, limit, PlainText::of, String::length).text();
  }

  /// In one line: what follows a line break would be a header in a mail.
  static String line(String text) {
    return text.replaceAll("[\\p{Cntrl}\u2028\u2029]+", " ").strip();
  }
}
