package org.ozmonitor.core.evm;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.ozmonitor.core.definition.ActiveMonitor;

/// Monitors that were compiled together. Immutable.
///
/// @param monitors by their places
/// @param placeOf the place of each monitor, by its id
/// @param addressed candidates that stand at addresses
/// @param anywhere candidates that stand at no address: their addresses are zero
record Segment(
    List<CompiledMonitor> monitors, Map<UUID, Integer> placeOf, Places addressed, Places anywhere) {
  Segment {
    monitors = List.copyOf(monitors);
  }

  /// The monitors that have not been replaced, in their order.
  List<ActiveMonitor> standing(BitSet replaced) {
    return java.util.stream.IntStream.range(0, monitors.size())
        .filter(place -> !replaced.get(place))
        .mapToObj(place -> monitors.get(place).source())
        .toList();
  }
}
