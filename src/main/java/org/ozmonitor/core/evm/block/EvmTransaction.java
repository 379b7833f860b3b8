package org.ozmonitor.core.evm.block;

import java.util.Optional;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.evm.value.Bytes;
import org.ozmonitor.core.evm.value.HexText;
import org.ozmonitor.core.evm.value.Word;

/// A transaction of a block, read from the node's bytes when it is asked. Immutable. Amounts are in
/// wei.
///
/// @param number its place in the block, from 0
public record EvmTransaction(EvmBlock block, int number) {
  private static final FieldNames NONCE = new FieldNames("nonce");
  private static final FieldNames GAS = new FieldNames("gas");
  private static final FieldNames GAS_PRICE = new FieldNames("gasPrice");
  private static final FieldNames MAX_FEE = new FieldNames("maxFeePerGas");
  private static final FieldNames MAX_PRIORITY_FEE = new FieldNames("maxPriorityFeePerGas");
  private static final FieldNames INDEX = new FieldNames("transactionIndex");

  public Word hash() {
    return HexText.word(block.payload(), columns().hash(number));
  }

  public Optional<Address> from() {
    return address(columns().from(number));
  }

  /// Absent when the transaction creates a contract.
  public Optional<Address> to() {
    return address(columns().to(number));
  }

  private Optional<Address> address(int at) {
    return at == ValueReader.ABSENT
        ? Optional.empty()
        : Optional.of(HexText.address(block.payload(), at));
  }

  public Word value() {
    return Fields.quantity(block.payload(), columns().value(number));
  }

  public Bytes input() {
    return HexText.bytes(block.payload(), block.inputAt(number), block.inputEnd(number));
  }

  public Word nonce() {
    return field(NONCE).orElse(Word.ZERO);
  }

  /// The limit, in units of gas.
  public Word gas() {
    return field(GAS).orElse(Word.ZERO);
  }

  public Optional<Word> gasPrice() {
    return field(GAS_PRICE);
  }

  public Optional<Word> maxFee() {
    return field(MAX_FEE);
  }

  public Optional<Word> maxPriorityFee() {
    return field(MAX_PRIORITY_FEE);
  }

  /// The place in the block as the node states it.
  public Optional<Word> index() {
    return field(INDEX);
  }

  private Optional<Word> field(FieldNames name) {
    return Fields.quantity(block.payload(), columns().jsonStart(number), name);
  }

  /// The transaction as the node wrote it.
  public Span json() {
    int start = columns().jsonStart(number);
    return new Span(start, Fields.endOfValue(block.payload(), start));
  }

  public EvmReceipt receipt() {
    return new EvmReceipt(block, number);
  }

  private TransactionColumns columns() {
    return block.transactionColumns();
  }
}
