package org.ozmonitor.core.evm.block;

import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.value.Word;

/// What became of a transaction. Immutable.
///
/// @param transaction its place in the block, from 0
public record EvmReceipt(EvmBlock block, int transaction) {
  private static final FieldNames GAS_USED = new FieldNames("gasUsed");

  /// Whether `status` is 1. A receipt from before Byzantium has a `root` and no status, and counts
  /// as succeeded because nobody can know.
  public boolean succeeded() {
    return block.receiptColumns().succeeded(number());
  }

  public Optional<Word> gasUsed() {
    return Fields.quantity(block.payload(), block.receiptColumns().jsonStart(number()), GAS_USED);
  }

  /// The logs in the order in which they were emitted.
  public List<EvmLog> logs() {
    return block.logsOf(transaction);
  }

  /// The receipt as the node wrote it.
  public Span json() {
    int start = block.receiptColumns().jsonStart(number());
    return new Span(start, Fields.endOfValue(block.payload(), start));
  }

  private int number() {
    return block.receiptOf(transaction);
  }
}
