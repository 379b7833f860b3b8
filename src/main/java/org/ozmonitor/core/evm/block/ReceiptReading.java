package org.ozmonitor.core.evm.block;

import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.value.Word;

/// The fields of a receipt while they are read, in whatever order the node wrote them.
final class ReceiptReading {
  private static final Word ONE = new Word(0, 0, 0, 1);

  Optional<Word> transactionHash = Optional.empty();
  Optional<Word> blockHash = Optional.empty();
  Optional<Word> status = Optional.empty();
  Optional<Word> gasUsed = Optional.empty();
  Optional<List<EvmLog>> logs = Optional.empty();
  boolean hasRoot;
  Span json = new Span(0, 0);

  EvmReceipt receipt() {
    return new EvmReceipt(
        status.map(ONE::equals).orElse(hasRoot),
        gasUsed,
        BlockReading.require(logs, "receipt.logs"),
        json);
  }
}
