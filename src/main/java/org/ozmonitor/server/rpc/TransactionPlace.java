package org.ozmonitor.server.rpc;

import org.ozmonitor.core.chain.BlockRef;

/// Where a transaction stands. Immutable.
public sealed interface TransactionPlace {
  /// In a block.
  record In(BlockRef block) implements TransactionPlace {}

  /// In no block yet.
  record Pending() implements TransactionPlace {}

  /// No endpoint knows it.
  record Unknown() implements TransactionPlace {}
}
