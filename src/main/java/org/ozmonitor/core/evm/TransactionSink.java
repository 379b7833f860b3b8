package org.ozmonitor.core.evm;

import java.util.function.Consumer;
import org.ozmonitor.core.evm.block.EvmBlock;
import org.ozmonitor.core.evm.index.PredicateSet;
import org.ozmonitor.core.evm.value.WordCell;

/// Takes the candidates for one transaction after the other, for which touching an address is
/// enough. Confined to one thread.
final class TransactionSink implements Consumer<Candidate>, PredicateSet.Words {
  private static final int SELECTOR_DIGITS = 8;

  private final EvmBlock block;
  private final Hits hits;
  private int transaction;

  TransactionSink(EvmBlock block, Hits hits) {
    this.block = block;
    this.hits = hits;
  }

  /// The next candidates are for this transaction.
  void begin(int number) {
    transaction = number;
    hits.forget();
  }

  @Override
  public boolean read(int parameter, WordCell into) {
    return switch (parameter) {
      case TransactionSubject.VALUE -> {
        block.readValue(transaction, into);
        yield true;
      }
      case TransactionSubject.FROM -> address(block.senderAt(transaction), into);
      case TransactionSubject.TO -> address(block.recipientAt(transaction), into);
      case TransactionSubject.SELECTOR -> selector(into);
      default -> throw new IllegalArgumentException("not readable: " + parameter);
    };
  }

  private boolean address(int digits, WordCell into) {
    if (digits == 0) {
      return false;
    }
    into.readAddress(block.payload(), digits);
    return true;
  }

  private boolean selector(WordCell into) {
    int at = block.inputAt(transaction);
    if (block.inputEnd(transaction) - at < SELECTOR_DIGITS) {
      return false;
    }
    into.readSelector(block.payload(), at);
    return true;
  }

  @Override
  public void accept(Candidate candidate) {
    if (hits.isNew(candidate)) {
      hits.add(candidate.monitor(), null);
    }
  }
}
