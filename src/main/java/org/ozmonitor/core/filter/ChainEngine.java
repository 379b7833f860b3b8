package org.ozmonitor.core.filter;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.ozmonitor.core.chain.BlockHeader;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.problem.Problems;

/// What the house must know of a chain: how to check a monitor, build an index and run a block
/// through it.
///
/// Thread-safe: implementations have no mutable state.
public interface ChainEngine {
  ChainKind chain();

  /// Reports what OpenZeppelin Monitor would only notice at run time (expressions that do not
  /// parse, signatures that
  /// no ABI has), as warnings, and what can never work, as errors.
  ///
  /// @param place prefix of each problem's place (file name)
  void check(String place, Monitor monitor, Problems problems);

  /// Compiles the monitors of one network. A monitor that cannot be compiled is left out and
  /// reported as an error.
  ///
  /// @param network what matches say of it
  MonitorIndex compile(NetworkFacts network, Collection<ActiveMonitor> monitors, Problems problems);

  /// Reads the header out of a payload (the node's own bytes) and verifies that the payload belongs
  /// together: hashes,
  /// parents, receipts and their count.
  ///
  /// @throws PayloadException when it does not
  BlockHeader header(byte[] payload);

  /// All monitors of one network, ready to match. Immutable, thread-safe.
  interface MonitorIndex {
    /// The number of monitors inside.
    int size();

    /// The number of monitors by the kind of place where the index keeps them; names are stable and
    /// few. Where a monitor stands in several, the costliest counts.
    Map<String, Integer> buckets();

    /// This index after a change; it costs what the change costs, not what the index holds. The
    /// order of matches of different monitors is not that of a compilation from scratch.
    ///
    /// @param begun revisions that are active from now on; each replaces an older one of its id
    /// @param ended ids of monitors that are not active any more
    /// @param problems takes what {@link ChainEngine#compile} would report of `begun`
    MonitorIndex updated(Collection<ActiveMonitor> begun, Set<UUID> ended, Problems problems);

    /// Runs one block through all monitors.
    ///
    /// @param payload the node's bytes, as the watcher stored them
    /// @throws PayloadException when the payload cannot be decoded
    List<MonitorMatch> match(byte[] payload);
  }
}
