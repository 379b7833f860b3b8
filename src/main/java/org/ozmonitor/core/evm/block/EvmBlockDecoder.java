package org.ozmonitor.core.evm.block;

import org.ozmonitor.core.evm.value.HexText;
import org.ozmonitor.core.filter.PayloadException;

/// Decodes the payload of a block: `{"block":…,"receipts":…}`, each part as the node sent it.
///
/// Every known field is checked and its place noted; nothing is converted, most is never asked for.
/// A payload is taken whole or not at all: a block or receipts that are null, a count of receipts
/// that differs from the count of transactions, or a receipt of another block or transaction are
/// refused, because "no match" must never come from half an answer.
public final class EvmBlockDecoder {
  private static final FieldNames PAYLOAD = new FieldNames("block", "receipts");
  private static final FieldNames BLOCK =
      new FieldNames("number", "hash", "parentHash", "timestamp", "transactions");

  private final byte[] payload;
  private final JsonScanner scanner;
  private final ValueReader values;
  private final TransactionColumns transactions = new TransactionColumns();
  private final ReceiptColumns receipts = new ReceiptColumns();
  private boolean hasTransactions;
  private boolean hasReceipts;
  private int number;
  private int hash;
  private int parentHash;
  private int timestamp;

  private EvmBlockDecoder(byte[] payload) {
    this.payload = payload;
    this.scanner = new JsonScanner(payload, 0, payload.length);
    this.values = new ValueReader(payload, scanner);
  }

  /// Decodes and verifies one payload.
  ///
  /// @param payload kept, not copied: nobody may change it afterwards
  /// @throws PayloadException when it is not a complete block with its receipts
  public static EvmBlock decode(byte[] payload) {
    EvmBlockDecoder decoder = new EvmBlockDecoder(payload);
    decoder.readPayload();
    return decoder.assemble();
  }

  private void readPayload() {
    if (scanner.isAtEnd()) {
      throw new PayloadException("payload is empty");
    }
    boolean hasBlock = false;
    for (boolean more = scanner.openObject("payload"); more; more = scanner.nextField()) {
      switch (PAYLOAD.find(payload, scanner.keyStart(), scanner.keyEnd())) {
        case 0 -> {
          readBlock();
          hasBlock = true;
        }
        case 1 -> {
          requireFirst(hasReceipts, "receipts");
          receipts.read(payload, scanner, values);
          hasReceipts = true;
        }
        default -> scanner.skipValue();
      }
    }
    if (!scanner.isAtEnd()) {
      throw new PayloadException("payload goes on behind its end");
    }
    require(hasBlock, "block");
    require(hasTransactions, "block.transactions");
    require(hasReceipts, "receipts");
  }

  private static void require(boolean isThere, String what) {
    if (!isThere) {
      throw new PayloadException(what + " is missing or null");
    }
  }

  private static void requireFirst(boolean isSecond, String what) {
    if (isSecond) {
      throw new PayloadException(what + " is there twice");
    }
  }

  private void readBlock() {
    for (boolean more = scanner.openObject("block"); more; more = scanner.nextField()) {
      switch (BLOCK.find(payload, scanner.keyStart(), scanner.keyEnd())) {
        case 0 -> number = values.quantity("block.number");
        case 1 -> hash = values.hash("block.hash");
        case 2 -> parentHash = values.hash("block.parentHash");
        case 3 -> timestamp = values.quantity("block.timestamp");
        case 4 -> {
          requireFirst(hasTransactions, "block.transactions");
          transactions.read(payload, scanner, values);
          hasTransactions = true;
        }
        default -> scanner.skipValue();
      }
    }
  }

  private EvmBlock assemble() {
    if (receipts.size() != transactions.size()) {
      throw new PayloadException(
          "block has "
              + transactions.size()
              + " transactions but "
              + receipts.size()
              + " receipts");
    }
    receipts.requireBlock(payload, hash);
    return new EvmBlock(
        payload,
        asLong(number, "block.number"),
        hash,
        parentHash,
        asLong(timestamp, "block.timestamp"),
        transactions,
        receipts,
        ReceiptOrder.of(payload, transactions, receipts));
  }

  private long asLong(int at, String what) {
    if (at == ValueReader.ABSENT) {
      return 0;
    }
    var word =
        HexText.quantity(payload, at, Fields.endOfQuantity(payload, at))
            .orElseThrow(() -> new PayloadException(what + " is not a quantity"));
    if (!word.fitsLong()) {
      throw new PayloadException(what + " is too large: " + word.quantity());
    }
    return word.w3();
  }
}
