package org.ozmonitor.core.filter;

import java.util.Collection;
import java.util.List;
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
  /// @param networkSlug the slug that matches carry
  MonitorIndex compile(String networkSlug, Collection<ActiveMonitor> monitors, Problems problems);

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

    /// Runs one block through all monitors.
    ///
    /// @param payload the node's bytes, as the watcher stored them
    /// @throws PayloadException when the payload cannot be decoded
    List<MonitorMatch> match(byte[] payload);
  }
}
