package org.ozmonitor.core.evm.block;

import java.util.Optional;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.evm.value.Bytes;
import org.ozmonitor.core.evm.value.Word;

/// The fields of a transaction while they are read, in whatever order the node wrote them.
final class TransactionReading {
  Optional<Word> hash = Optional.empty();
  Optional<Address> from = Optional.empty();
  Optional<Address> to = Optional.empty();
  Optional<Word> value = Optional.empty();
  Optional<Word> nonce = Optional.empty();
  Optional<Word> gas = Optional.empty();
  Optional<Bytes> input = Optional.empty();
  Optional<Word> gasPrice = Optional.empty();
  Optional<Word> maxFee = Optional.empty();
  Optional<Word> maxPriorityFee = Optional.empty();
  Optional<Word> index = Optional.empty();
  Span json = new Span(0, 0);

  EvmTransaction transaction(Word ownHash, EvmReceipt receipt) {
    return new EvmTransaction(
        ownHash,
        from,
        to,
        BlockReading.require(value, "transaction.value"),
        BlockReading.require(nonce, "transaction.nonce"),
        BlockReading.require(gas, "transaction.gas"),
        BlockReading.require(input, "transaction.input"),
        new EvmTransaction.Fees(gasPrice, maxFee, maxPriorityFee),
        index,
        json,
        receipt);
  }
}
