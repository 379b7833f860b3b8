package org.ozmonitor.core.evm;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.ozmonitor.core.evm.CompiledMonitor.Bucket;
import org.ozmonitor.core.evm.index.Access.Relation;
import org.ozmonitor.core.evm.index.AccessPlan;

/// Counts monitors by the kind of place where they stand.
final class Buckets {
  private Buckets() {}

  /// The kind of place that a plan leads to.
  static Bucket of(AccessPlan plan) {
    return switch (plan) {
      case AccessPlan.Nowhere() -> Bucket.ADDRESS;
      case AccessPlan.Anywhere() -> Bucket.SCAN;
      case AccessPlan.OneOf(var accesses) ->
          accesses.stream().allMatch(access -> access.relation() == Relation.EQUAL)
              ? Bucket.EQUALITY
              : Bucket.BOUND;
    };
  }

  static Map<String, Integer> count(List<Segment> segments, List<BitSet> replaced) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Bucket bucket : Bucket.values()) {
      counts.put(bucket.name().toLowerCase(Locale.ROOT), 0);
    }
    for (int i = 0; i < segments.size(); i++) {
      for (CompiledMonitor monitor : segments.get(i).monitors()) {
        if (!replaced.get(i).get(monitor.place())) {
          counts.merge(monitor.bucket().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
        }
      }
    }
    return counts;
  }
}
