package org.ozmonitor.core.notification;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.ozmonitor.core.markdown.Holes;

/// A filled template that still knows what the operator wrote and what came from a chain.
/// Immutable.
///
/// Each channel escapes the values for itself: what an attacker chose must not become markup, while
/// the markup of the template stays.
///
/// @param text the operator's text, with one {@link #HOLE} in the place of each value
/// @param values in the order of their holes
public record FilledText(String text, List<Value> values) {
  /// Stands for a value. A noncharacter: no text may hold it, so that nobody can forge one.
  public static final char HOLE = Holes.BEGIN;

  private static final Pattern NONCHARACTER = Pattern.compile("[\uFDD0-\uFDEF]");

  private static final FilledText EMPTY = new FilledText("", List.of());

  /// The last run before a value in which a URL may have begun.
  private static final Pattern URL_BEGUN = Pattern.compile("://[^\\s<>()\\[\\]\"'`|]*$");

  private static final Pattern URL_BEGINS =
      Pattern.compile("\\]\\(\\s*$|<$|(?:href|src)\\s*=\\s*[\"']?$", Pattern.CASE_INSENSITIVE);

  /// How many characters before a value are looked at.
  private static final int LOOK_BACK = 2048;

  /// Where a value stands.
  public enum Place {
    TEXT,
    /// In a URL that the operator began.
    IN_URL,
    /// Where the operator wants a URL to begin.
    AS_URL
  }

  /// What came from a chain. May hold anything but {@link #HOLE}.
  public record Value(String text, Place place) {}

  public FilledText {
    values = List.copyOf(values);
  }

  /// A text without values.
  public static FilledText own(String text) {
    return text.isEmpty() ? EMPTY : new FilledText(withoutHoles(text), List.of());
  }

  static String withoutHoles(String text) {
    return NONCHARACTER.matcher(text).replaceAll("\uFFFD");
  }

  /// Where the next value after `before` stands.
  ///
  /// @param next the operator's character that follows, or NUL
  static Place place(CharSequence before, char next) {
    CharSequence run =
        before.subSequence(Math.max(0, before.length() - LOOK_BACK), before.length());
    if (URL_BEGUN.matcher(run).find()) {
      return Place.IN_URL;
    }
    boolean begins = URL_BEGINS.matcher(run).find();
    boolean slackLink = !run.isEmpty() && run.charAt(run.length() - 1) == '<';
    return begins && (!slackLink || next == '|') ? Place.AS_URL : Place.TEXT;
  }

  public FilledText plus(FilledText other) {
    List<Value> all = new ArrayList<>(values);
    all.addAll(other.values);
    return new FilledText(text + other.text, all);
  }

  public boolean isBlank() {
    return plain().isBlank();
  }

  /// As a machine reads it: nothing escaped.
  public String plain() {
    StringBuilder plain = new StringBuilder(text.length() + 64);
    int value = 0;
    for (int at = 0; at < text.length(); at++) {
      char unit = text.charAt(at);
      if (unit == HOLE) {
        plain.append(values.get(value++).text());
      } else {
        plain.append(unit);
      }
    }
    return plain.toString();
  }

  /// Length of {@link #plain()} in UTF-16 units.
  public int length() {
    return text.length()
        - values.size()
        + values.stream().mapToInt(value -> value.text().length()).sum();
  }

  /// The first `keep` units, at a character's boundary, and a word on how much is missing; the
  /// whole
  /// text where it is no longer.
  public FilledText cut(int keep) {
    if (length() <= keep) {
      return this;
    }
    StringBuilder kept = new StringBuilder();
    List<Value> keptValues = new ArrayList<>();
    int left = keep;
    int value = 0;
    for (int at = 0; at < text.length() && left > 0; at++) {
      char unit = text.charAt(at);
      if (unit == HOLE) {
        Value whole = values.get(value++);
        String part = begin(whole.text(), left);
        keptValues.add(new Value(part, whole.place()));
        left = part.length() < whole.text().length() ? 0 : left - part.length();
        kept.append(HOLE);
      } else if (left > 1 || !Character.isHighSurrogate(unit)) {
        kept.append(unit);
        left--;
      } else {
        left = 0;
      }
    }
    FilledText begin = new FilledText(kept.toString(), keptValues);
    String plain = plain();
    int missing = plain.codePointCount(begin.length(), plain.length());
    return begin.plus(own(cutMark(missing)));
  }

  static String cutMark(long missing) {
    return "… (cut, " + missing + " characters more)";
  }

  private static String begin(String text, int units) {
    if (text.length() <= units) {
      return text;
    }
    boolean splits = units > 0 && Character.isHighSurrogate(text.charAt(units - 1));
    return text.substring(0, splits ? units - 1 : units);
  }
}
