package org.ozmonitor.core.evm.block;

import org.ozmonitor.core.evm.block.JsonScanner.Scalar;
import org.ozmonitor.core.evm.value.HexText;
import org.ozmonitor.core.filter.PayloadException;

/// Where the receipts of a payload, their logs and their fields stand. Grows while it is read,
/// immutable afterwards.
final class ReceiptColumns {
  private static final FieldNames RECEIPT =
      new FieldNames("transactionHash", "blockHash", "status", "root", "gasUsed", "logs");
  private static final FieldNames LOG = new FieldNames("address", "topics", "data", "logIndex");
  private static final int RECEIPT_WIDTH = 3;
  private static final int LOG_WIDTH = 5;

  private final IntColumn receipts = new IntColumn();
  private final IntColumn logs = new IntColumn();
  private final IntColumn topics = new IntColumn();
  private int blockHash;

  int size() {
    return receipts.size() / RECEIPT_WIDTH;
  }

  int logCount() {
    return logs.size() / LOG_WIDTH;
  }

  int transactionHash(int receipt) {
    return receipts.get(receipt * RECEIPT_WIDTH);
  }

  int jsonStart(int receipt) {
    return receipts.get(receipt * RECEIPT_WIDTH + 1);
  }

  boolean succeeded(int receipt) {
    return receipts.get(receipt * RECEIPT_WIDTH + 2) >= 0;
  }

  int firstLog(int receipt) {
    int stored = receipts.get(receipt * RECEIPT_WIDTH + 2);
    return stored >= 0 ? stored : ~stored;
  }

  /// The number of the first log that belongs to a later receipt.
  int endOfLogs(int receipt) {
    return receipt + 1 < size() ? firstLog(receipt + 1) : logCount();
  }

  int address(int log) {
    return logs.get(log * LOG_WIDTH);
  }

  int topicCount(int log) {
    int from = logs.get(log * LOG_WIDTH + 1);
    int to = log + 1 < logCount() ? logs.get((log + 1) * LOG_WIDTH + 1) : topics.size();
    return to - from;
  }

  int topic(int log, int number) {
    return topics.get(logs.get(log * LOG_WIDTH + 1) + number);
  }

  /// The `0x` of the data.
  int dataStart(int log) {
    return logs.get(log * LOG_WIDTH + 2);
  }

  int dataEnd(int log) {
    return logs.get(log * LOG_WIDTH + 3);
  }

  int logJsonStart(int log) {
    return logs.get(log * LOG_WIDTH + 4);
  }

  void read(byte[] payload, JsonScanner scanner, ValueReader values) {
    for (boolean more = scanner.openArray("receipts"); more; more = scanner.nextElement()) {
      readReceipt(payload, scanner, values);
    }
  }

  private void readReceipt(byte[] payload, JsonScanner scanner, ValueReader values) {
    int start = scanner.position();
    int transaction = 0;
    int ownBlock = 0;
    int status = 0;
    boolean hasRoot = false;
    boolean hasLogs = false;
    int firstLog = logCount();
    for (boolean more = scanner.openObject("a receipt"); more; more = scanner.nextField()) {
      switch (RECEIPT.find(payload, scanner.keyStart(), scanner.keyEnd())) {
        case 0 -> transaction = values.hash("receipt.transactionHash");
        case 1 -> ownBlock = values.hash("receipt.blockHash");
        case 2 -> status = values.quantity("receipt.status");
        case 3 -> hasRoot = isPresent(scanner);
        case 4 -> checkGas(values);
        case 5 -> {
          requireFirst(hasLogs, "receipt.logs");
          hasLogs = true;
          readLogs(payload, scanner, values);
        }
        default -> scanner.skipValue();
      }
    }
    if (!hasLogs) {
      throw new PayloadException("receipt.logs is missing or null");
    }
    receipts.add(ValueReader.require(transaction, "receipt.transactionHash"));
    receipts.add(start);
    boolean succeeded = status == ValueReader.ABSENT ? hasRoot : isOne(payload, status);
    receipts.add(succeeded ? firstLog : ~firstLog); // a place of its own would hold one bit
    chain(payload, ownBlock, transaction);
  }

  private static boolean isPresent(JsonScanner scanner) {
    Scalar kind = scanner.scalar();
    if (kind == Scalar.NONE) {
      scanner.skipValue();
    }
    return kind != Scalar.NULL;
  }

  private static void requireFirst(boolean isSecond, String what) {
    if (isSecond) {
      throw new PayloadException(what + " is there twice");
    }
  }

  private static void checkGas(ValueReader values) {
    var _ = values.quantity("receipt.gasUsed");
  }

  private static boolean isOne(byte[] payload, int status) {
    int last = Fields.endOfQuantity(payload, status) - 1;
    int from = HexText.isPrefixed(payload, status, last + 1) ? status + 2 : status;
    while (from < last && payload[from] == '0') {
      from++;
    }
    return from == last && payload[last] == '1';
  }

  /// All receipts must name one block, if they name any.
  private void chain(byte[] payload, int ownBlock, int transaction) {
    if (ownBlock == ValueReader.ABSENT) {
      return;
    }
    if (blockHash == ValueReader.ABSENT) {
      blockHash = ownBlock;
    } else if (!Fields.sameDigits(payload, blockHash, ownBlock, 64)) {
      throw foreign(payload, transaction);
    }
  }

  /// @throws PayloadException when the receipts are of another block
  void requireBlock(byte[] payload, int hash) {
    if (hash != ValueReader.ABSENT
        && blockHash != ValueReader.ABSENT
        && !Fields.sameDigits(payload, blockHash, hash, 64)) {
      throw foreign(payload, transactionHash(0));
    }
  }

  private static PayloadException foreign(byte[] payload, int transaction) {
    return new PayloadException(
        "receipt of transaction "
            + HexText.word(payload, transaction).hex()
            + " belongs to another block");
  }

  private void readLogs(byte[] payload, JsonScanner scanner, ValueReader values) {
    for (boolean more = scanner.openArray("receipt.logs"); more; more = scanner.nextElement()) {
      readLog(payload, scanner, values);
    }
  }

  private void readLog(byte[] payload, JsonScanner scanner, ValueReader values) {
    int start = scanner.position();
    int address = 0;
    int data = 0;
    int dataEnd = 0;
    int firstTopic = topics.size();
    boolean hasTopics = false;
    for (boolean more = scanner.openObject("a log"); more; more = scanner.nextField()) {
      switch (LOG.find(payload, scanner.keyStart(), scanner.keyEnd())) {
        case 0 -> address = values.address("log.address");
        case 1 -> {
          requireFirst(hasTopics, "log.topics");
          hasTopics = true;
          for (boolean t = scanner.openArray("log.topics"); t; t = scanner.nextElement()) {
            topics.add(ValueReader.require(values.hash("log.topic"), "log.topic"));
          }
        }
        case 2 -> {
          data = values.data("log.data");
          dataEnd = scanner.tokenEnd();
        }
        case 3 -> {
          var _ = values.quantity("log.logIndex");
        }
        default -> scanner.skipValue();
      }
    }
    if (!hasTopics) {
      throw new PayloadException("log.topics is missing or null");
    }
    logs.add(ValueReader.require(address, "log.address"));
    logs.add(firstTopic);
    logs.add(ValueReader.require(data, "log.data"));
    logs.add(dataEnd);
    logs.add(start);
  }
}
