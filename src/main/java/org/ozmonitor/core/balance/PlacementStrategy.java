package org.ozmonitor.core.balance;

import java.util.Locale;

/// How a worker is chosen for a tenant.
public enum PlacementStrategy {
  /// One after the other.
  ROUND_ROBIN,
  /// The one with the lowest load score.
  LEAST_LOADED,
  /// The next one on a {@link HashRing}.
  CONSISTENT_HASHING,
  /// Tenants with much to evaluate as {@link #LEAST_LOADED}, the others as {@link
  /// #CONSISTENT_HASHING}.
  ACTIVITY_BASED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
