package org.ozmonitor.core.evm.block;

import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.value.Word;

/// What became of a transaction. Immutable.
///
/// @param succeeded `status` is 1; a receipt from before Byzantium has a `root` and no status, and
/// counts as succeeded because nobody can know
/// @param logs in the order in which they were emitted
/// @param json the receipt as the node wrote it
public record EvmReceipt(boolean succeeded, Optional<Word> gasUsed, List<EvmLog> logs, Span json) {
  public EvmReceipt {
    logs = List.copyOf(logs);
  }
}
