package org.ozmonitor.core.evm.block;

import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import java.util.RandomAccess;
import org.ozmonitor.core.evm.value.HexText;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.evm.value.WordCell;

/// A block with the receipts of its transactions, verified to belong together: the payload and
/// where everything stands in it. Immutable, as long as nobody changes the payload.
///
/// Transactions and logs are also known by their numbers, from 0 in the order of the block, and
/// logs by the offsets of their digits; that is how the index reads them, without an object each.
public final class EvmBlock {
  private final byte[] payload;
  private final long number;
  private final int hash;
  private final int parentHash;
  private final long timestamp;
  private final TransactionColumns transactions;
  private final ReceiptColumns receipts;
  private final ReceiptOrder order;

  EvmBlock(
      byte[] payload,
      long number,
      int hash,
      int parentHash,
      long timestamp,
      TransactionColumns transactions,
      ReceiptColumns receipts,
      ReceiptOrder order) {
    this.payload = payload;
    this.number = number;
    this.hash = hash;
    this.parentHash = parentHash;
    this.timestamp = timestamp;
    this.transactions = transactions;
    this.receipts = receipts;
    this.order = order;
  }

  /// 0 when the node gave none.
  public long number() {
    return number;
  }

  public Optional<Word> hash() {
    return word(hash);
  }

  public Optional<Word> parentHash() {
    return word(parentHash);
  }

  /// Seconds since 1970-01-01 UTC.
  public long timestamp() {
    return timestamp;
  }

  private Optional<Word> word(int at) {
    return at == ValueReader.ABSENT ? Optional.empty() : Optional.of(HexText.word(payload, at));
  }

  /// The node's bytes; nobody may change them.
  public byte[] payload() {
    return payload;
  }

  public int transactionCount() {
    return transactions.size();
  }

  public EvmTransaction transaction(int number) {
    return new EvmTransaction(this, number);
  }

  /// The transactions in the order of the block, each made when it is asked for.
  public List<EvmTransaction> transactions() {
    return new View<>(0, transactions.size(), this::transaction);
  }

  /// Whether any transaction of the block emitted a log.
  public boolean hasLogs() {
    return receipts.logCount() > 0;
  }

  public int logCount() {
    return receipts.logCount();
  }

  public EvmLog log(int number) {
    return new EvmLog(this, number);
  }

  /// The number of a transaction's first log.
  public int firstLog(int transaction) {
    return receipts.firstLog(order.receiptOf(transaction));
  }

  /// The number behind that of a transaction's last log.
  public int endOfLogs(int transaction) {
    return receipts.endOfLogs(order.receiptOf(transaction));
  }

  List<EvmLog> logsOf(int transaction) {
    return new View<>(firstLog(transaction), endOfLogs(transaction), this::log);
  }

  /// The first of the 40 digits of a transaction's sender; 0 when absent.
  public int senderAt(int transaction) {
    return transactions.from(transaction);
  }

  /// The first of the 40 digits of a transaction's recipient; 0 when it creates a contract.
  public int recipientAt(int transaction) {
    return transactions.to(transaction);
  }

  /// Reads the value that a transaction carries, in wei, without making an object.
  public void readValue(int transaction, WordCell into) {
    int from = transactions.value(transaction);
    int to = Fields.endOfQuantity(payload, from);
    if (HexText.isPrefixed(payload, from, to) && to - from <= 18) {
      into.set(0, 0, 0, HexText.shortBits(payload, from + 2, to));
    } else {
      Word value = Fields.quantity(payload, from);
      into.set(value.w0(), value.w1(), value.w2(), value.w3());
    }
  }

  /// The first digit of a transaction's calldata.
  public int inputAt(int transaction) {
    return transactions.inputStart(transaction) + 2;
  }

  /// The offset behind the last digit of a transaction's calldata.
  public int inputEnd(int transaction) {
    return transactions.inputEnd(transaction);
  }

  /// The first of the 40 digits of a log's emitter.
  public int emitterAt(int log) {
    return receipts.address(log);
  }

  public int topicCount(int log) {
    return receipts.topicCount(log);
  }

  /// The first of the 64 digits of a topic.
  public int topicAt(int log, int topic) {
    return receipts.topic(log, topic);
  }

  /// The first digit of a log's data.
  public int dataAt(int log) {
    return receipts.dataStart(log) + 2;
  }

  /// The offset behind the last digit of a log's data.
  public int dataEnd(int log) {
    return receipts.dataEnd(log);
  }

  TransactionColumns transactionColumns() {
    return transactions;
  }

  ReceiptColumns receiptColumns() {
    return receipts;
  }

  int receiptOf(int transaction) {
    return order.receiptOf(transaction);
  }

  /// A list whose elements are made when they are asked for.
  private static final class View<T> extends AbstractList<T> implements RandomAccess {
    private final int from;
    private final int to;
    private final java.util.function.IntFunction<T> element;

    View(int from, int to, java.util.function.IntFunction<T> element) {
      this.from = from;
      this.to = to;
      this.element = element;
    }

    @Override
    public T get(int index) {
      return element.apply(from + java.util.Objects.checkIndex(index, to - from));
    }

    @Override
    public int size() {
      return to - from;
    }
  }
}
