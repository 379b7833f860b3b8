package org.ozmonitor.core.evm.block;

import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.filter.PayloadException;

/// The fields of a block while they are read, in whatever order the node wrote them.
final class BlockReading {
  Optional<Word> number = Optional.empty();
  Optional<Word> hash = Optional.empty();
  Optional<Word> parentHash = Optional.empty();
  Optional<Word> timestamp = Optional.empty();
  Optional<List<TransactionReading>> transactions = Optional.empty();

  EvmBlock block(List<EvmTransaction> assembled) {
    return new EvmBlock(
        asLong(number, "block.number"),
        hash,
        parentHash,
        asLong(timestamp, "block.timestamp"),
        assembled);
  }

  private static long asLong(Optional<Word> value, String what) {
    Word word = value.orElse(Word.ZERO);
    if (!word.fitsLong()) {
      throw new PayloadException(what + " is too large: " + word.quantity());
    }
    return word.w3();
  }

  static <T> T require(Optional<T> value, String what) {
    return value.orElseThrow(() -> new PayloadException(what + " is missing or null"));
  }
}
