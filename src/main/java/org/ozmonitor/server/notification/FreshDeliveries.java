package org.ozmonitor.server.notification;

import java.util.List;

/// The short way of a new delivery: committed already claimed by this node, handed on in memory.
/// Thread-safe; never blocks.
///
/// Slots bound what is in memory. Whoever reserves must either hand on or release each slot.
public interface FreshDeliveries {
  /// For a node that does not deliver: everything is committed as due.
  FreshDeliveries NONE =
      new FreshDeliveries() {
        @Override
        public int reserve(int wanted) {
          return 0;
        }

        @Override
        public void handOn(List<ClaimedDelivery> claimed) {}

        @Override
        public void release(int unused) {}
      };

  /// Reserves up to `wanted` slots and says how many; 0 when there are none.
  int reserve(int wanted);

  /// Gives committed claims to the engine, one reserved slot each.
  void handOn(List<ClaimedDelivery> claimed);

  /// Gives reserved slots back, for claims that were not made or not committed.
  void release(int unused);
}
