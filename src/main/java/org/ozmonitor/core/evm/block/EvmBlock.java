package org.ozmonitor.core.evm.block;

import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.value.Word;

/// A block with the receipts of its transactions, verified to belong together. Immutable.
///
/// @param number 0 when the node gave none
/// @param timestamp seconds since 1970-01-01 UTC
/// @param transactions in the order of the block
public record EvmBlock(
    long number,
    Optional<Word> hash,
    Optional<Word> parentHash,
    long timestamp,
    List<EvmTransaction> transactions) {
  public EvmBlock {
    transactions = List.copyOf(transactions);
  }

  /// Whether any transaction of the block emitted a log.
  public boolean hasLogs() {
    return transactions.stream().anyMatch(t -> !t.receipt().logs().isEmpty());
  }
}
