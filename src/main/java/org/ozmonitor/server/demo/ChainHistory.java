package org.ozmonitor.server.demo;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.ozmonitor.server.demo.Lies.Lie;

/// What a simulator showed so far: a snapshot. Immutable.
///
/// @param appearances every block that ever was visible, in order of appearance
/// @param callsByMethod JSON-RPC calls answered, by method
/// @param told lies told, by kind
public record ChainHistory(
    List<Appearance> appearances,
    List<Reorganisation> reorganisations,
    long httpRequests,
    Map<String, Long> callsByMethod,
    Map<Lie, Long> told) {
  public ChainHistory {
    appearances = List.copyOf(appearances);
    reorganisations = List.copyOf(reorganisations);
    callsByMethod = Map.copyOf(callsByMethod);
    told = Map.copyOf(told);
  }

  /// A block and when it became visible.
  ///
  /// @param canonical whether it stands in the chain at the time of the snapshot
  /// @param visibleNanos monotonic; comparable with the arrival of requests
  public record Appearance(
      SimulatedBlock block, boolean canonical, long visibleNanos, Instant visibleAt) {}

  /// A reorganisation and when it became visible.
  ///
  /// @param atNanos monotonic
  public record Reorganisation(long atNanos, List<SimulatedBlock> orphaned) {
    public Reorganisation {
      orphaned = List.copyOf(orphaned);
    }
  }
}
