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
      if (Math.abs(candidate.length() - word.length()) >= least) {
        continue;
      }
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

  /// Insertions, deletions, replacements, and neighbours that changed places.
  private static int distance(String left, String right) {
    int[][] rows = new int[left.length() + 1][right.length() + 1];
    for (int row = 0; row <= left.length(); row++) {
      for (int column = 0; column <= right.length(); column++) {
        if (row == 0 || column == 0) {
          rows[row][column] = Math.max(row, column);
          continue;
        }
        int change = left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1;
        int least = Math.min(rows[row - 1][column] + 1, rows[row][column - 1] + 1);
        least = Math.min(least, rows[row - 1][column - 1] + change);
        if (isSwap(left, row, right, column)) {
          least = Math.min(least, rows[row - 2][column - 2] + 1);
        }
        rows[row][column] = least;
      }
    }
    return rows[left.length()][right.length()];
  }

  private static boolean isSwap(String left, int row, String right, int column) {
    return row > 1
        && column > 1
        && left.charAt(row - 1) == right.charAt(column - 2)
        && left.charAt(row - 2) == right.charAt(column - 1);
  }
}
