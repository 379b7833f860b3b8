package org.ozmonitor.core.evm.block;

import java.util.Optional;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.evm.value.Bytes;
import org.ozmonitor.core.evm.value.Word;

/// A transaction and its receipt. Immutable. Amounts are in wei.
///
/// @param to absent when the transaction creates a contract
/// @param gas the limit, in units of gas
/// @param json the transaction as the node wrote it
public record EvmTransaction(
    Word hash,
    Optional<Address> from,
    Optional<Address> to,
    Word value,
    Word nonce,
    Word gas,
    Bytes input,
    Fees fees,
    Optional<Word> index,
    Span json,
    EvmReceipt receipt) {
  /// What the sender offered for a unit of gas.
  public record Fees(
      Optional<Word> gasPrice, Optional<Word> maxFee, Optional<Word> maxPriorityFee) {}
}
