package org.ozmonitor.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// The known word that somebody may have meant. Stateless.
public final class Nearest {
  private Nearest() {}

  /// The word with the fewest single-character edits, if that is a third of its length or less; or
  /// a key that ends with the word, where a section was left out.
  public static Optional<String> to(String word, Collection<String> known) {
    Optional<String> inSection = known.stream().filter(k -> k.endsWith("." + word)).findFirst();
    if (inSection.isPresent()) {
      return inSection;
    }
    return known.stream()
        .filter(candidate -> distance(word, candidate) <= Math.max(2, candidate.length() / 3))
        .min(
            Comparator.comparingInt((String candidate) -> distance(word, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /// Levenshtein distance.
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
