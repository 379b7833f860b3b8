package org.ozmonitor.core.balance;

import java.util.Comparator;
import org.ozmonitor.core.tenant.TenantId;

/// A tenant that needs a worker. Immutable.
///
/// @param priority 1 (low) to 4 (critical)
/// @param activity 0 to 1, see {@link TenantActivity#score}
/// @param counts false when it has no active monitor: it takes no place, but what was found for it
/// is still followed
public record TenantDemand(TenantId tenant, int priority, double activity, boolean counts) {
  /// From here on a tenant is spread with care.
  static final int HIGH = 3;

  /// The important ones first, ties by id.
  static final Comparator<TenantDemand> BY_IMPORTANCE =
      Comparator.comparingInt(TenantDemand::priority)
          .reversed()
          .thenComparing(demand -> demand.tenant().value());

  boolean isHigh() {
    return counts && priority >= HIGH;
  }
}
