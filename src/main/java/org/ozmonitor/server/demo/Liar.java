package org.ozmonitor.server.demo;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.ozmonitor.server.demo.Lies.Lie;

/// Decides by seed when to lie, and counts. Confined to the simulator's context.
final class Liar {
  private final SplittableRandom random;
  private final Map<Lie, Long> told = new EnumMap<>(Lie.class);
  private Lies lies;

  Liar(Lies lies, SplittableRandom random) {
    this.lies = lies;
    this.random = random;
  }

  void become(Lies next) {
    this.lies = next;
  }

  /// Draws once; a lie that is decided is counted as told.
  boolean tells(Lie lie) {
    double probability = lies.probabilities().getOrDefault(lie, 0.0);
    if (random.nextDouble() >= probability) {
      return false;
    }
    told.merge(lie, 1L, Long::sum);
    return true;
  }

  /// From 1 to `bound`, inclusive.
  int upTo(int bound) {
    return 1 + random.nextInt(bound);
  }

  long delayMillis() {
    return upTo((int) lies.longestDelay().toMillis());
  }

  Map<Lie, Long> told() {
    return Map.copyOf(told);
  }
}
