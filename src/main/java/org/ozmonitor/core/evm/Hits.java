package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.evm.Findings.Finding;

/// What was found in one transaction, by whom. Confined to one thread.
final class Hits {
  /// @param finding null where touching an address was enough
  private record Hit(CompiledMonitor monitor, @Nullable Finding finding) {}

  private final BitSet replaced;
  private final List<Hit> hits = new ArrayList<>();
  private final Set<Candidate> seen = Collections.newSetFromMap(new IdentityHashMap<>(0));
  private boolean isSeenEmpty = true;

  /// @param replaced places of monitors that do not count any more
  Hits(BitSet replaced) {
    this.replaced = replaced;
  }

  void clear() {
    hits.clear();
  }

  boolean isEmpty() {
    return hits.isEmpty();
  }

  /// Begins with a log, call or transaction: candidates that were seen may come again.
  void forget() {
    if (!isSeenEmpty) {
      seen.clear();
      isSeenEmpty = true;
    }
  }

  /// Whether a candidate is to be looked at: its monitor counts, and it was not seen yet.
  boolean isNew(Candidate candidate) {
    if (replaced.get(candidate.monitor().place())) {
      return false;
    }
    if (!candidate.repeated()) {
      return true;
    }
    isSeenEmpty = false;
    return seen.add(candidate);
  }

  void add(CompiledMonitor monitor, @Nullable Finding finding) {
    hits.add(new Hit(monitor, finding));
  }

  /// The findings of each monitor, in the order of the monitors; logs in their order.
  List<Findings> byMonitor() {
    if (hits.size() > 1) {
      hits.sort(Comparator.comparingInt(hit -> hit.monitor().place()));
    }
    List<Findings> all = new ArrayList<>();
    @Nullable Findings current = null;
    for (Hit hit : hits) {
      if (current == null || current.monitor().place() != hit.monitor().place()) {
        current = new Findings(hit.monitor());
        all.add(current);
      }
      if (hit.finding() != null) {
        current.add(hit.finding());
      }
    }
    return all;
  }
}
