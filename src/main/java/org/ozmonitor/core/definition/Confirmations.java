package org.ozmonitor.core.definition;

import org.ozmonitor.core.chain.Finality;

/// How certain a block must be before a monitor's alerts are sent: `confirmations`. Immutable.
public sealed interface Confirmations {
  /// So many blocks on top.
  ///
  /// @param blocks from 0
  record Depth(long blocks) implements Confirmations {}

  /// What the chain itself calls so.
  record Level(Finality level) implements Confirmations {}
}
