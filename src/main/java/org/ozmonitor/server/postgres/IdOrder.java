package org.ozmonitor.server.postgres;

import java.util.Comparator;
import java.util.UUID;

/// The order in which the server compares ids, and so locks rows: Java's own takes the first bit of
/// each half for a sign. Who locks rows in several statements follows it, or two that do not agree
/// wait for each other.
public final class IdOrder {
  public static final Comparator<UUID> BY_BYTES =
      (a, b) -> {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0
            ? high
            : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
      };

  private IdOrder() {}
}
