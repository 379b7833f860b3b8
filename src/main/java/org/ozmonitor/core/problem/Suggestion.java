package org.ozmonitor.core.problem;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// Finds the word that a person most likely meant. Pure.
public final class Suggestion {
  private static final int LONGEST = 64;

  private Suggestion() {}

  /// The known word nearest to `word`, where one is near enough to be meant.
  public static Optional<String> nearest(String word, Collection<String> known) {
    if (word.length() > LONGEST) {
      return Optional.empty();
    }
    String best = "";
    int least = (word.length() < 4 ? 1 : Math.max(2, word.length() / 3)) + 1;
    for (String candidate : known) {
      int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  /// `, did you mean "…"?` or nothing, to be put after a message.
  public static String hint(String word, Collection<String> known) {
    return nearest(word, known).map(near -> ", did you mean \"" + near + "\"?").orElse("");
  }

  private static int distance(String left, String right) {
    int[] previous = new int[right.length() + 1];
    for (int column = 0; column <= right.length(); column++) {
      previous[column] = column;
    }
    for (int row = 1; row <= left.length(); row++) {
      int[] current = new int[right.length() + 1];
      current[0] = row;
      for (int column = 1; column <= right.length(); column++) {
        int change = left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1;
        int least = Math.min(previous[column] + 1, current[column - 1] + 1);
        current[column] = Math.min(least, previous[column - 1] + change);
      }
      previous = current;
    }
    return previous[right.length()];
  }
}
