package org.ozmonitor.core.evm.block;

import java.util.HashMap;
import java.util.Map;
import org.ozmonitor.core.evm.value.HexText;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.filter.PayloadException;

/// Which receipt belongs to which transaction. Nodes send both in one order; that is checked, not
/// believed. Immutable.
final class ReceiptOrder {
  private static final ReceiptOrder SAME = new ReceiptOrder(new int[0]);

  private final int[] receipts;

  private ReceiptOrder(int[] receipts) {
    this.receipts = receipts;
  }

  int receiptOf(int transaction) {
    return receipts.length == 0 ? transaction : receipts[transaction];
  }

  /// @throws PayloadException when a transaction has no receipt of its own, or two
  static ReceiptOrder of(byte[] payload, TransactionColumns transactions, ReceiptColumns receipts) {
    for (int i = 0; i < transactions.size(); i++) {
      if (!Fields.sameDigits(payload, transactions.hash(i), receipts.transactionHash(i), 64)) {
        return search(payload, transactions, receipts);
      }
    }
    return requireDistinct(payload, transactions);
  }

  private static ReceiptOrder requireDistinct(byte[] payload, TransactionColumns transactions) {
    HashPlaces seen = new HashPlaces(payload, transactions.size());
    for (int i = 0; i < transactions.size(); i++) {
      if (!seen.add(transactions.hash(i))) {
        throw twice(HexText.word(payload, transactions.hash(i)));
      }
    }
    return SAME;
  }

  private static ReceiptOrder search(
      byte[] payload, TransactionColumns transactions, ReceiptColumns receipts) {
    Map<Word, Integer> byTransaction = HashMap.newHashMap(receipts.size());
    for (int i = 0; i < receipts.size(); i++) {
      Word hash = HexText.word(payload, receipts.transactionHash(i));
      if (byTransaction.put(hash, i) != null) {
        throw twice(hash);
      }
    }
    int[] order = new int[transactions.size()];
    for (int i = 0; i < order.length; i++) {
      Word hash = HexText.word(payload, transactions.hash(i));
      Integer receipt = byTransaction.remove(hash);
      if (receipt == null) {
        throw new PayloadException("transaction " + hash.hex() + " has no receipt of its own");
      }
      order[i] = receipt;
    }
    return new ReceiptOrder(order);
  }

  private static PayloadException twice(Word hash) {
    return new PayloadException("transaction " + hash.hex() + " has two receipts");
  }
}
