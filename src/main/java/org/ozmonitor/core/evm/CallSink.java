package org.ozmonitor.core.evm;

import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.evm.Findings.Finding;
import org.ozmonitor.core.evm.block.EvmBlock;
import org.ozmonitor.core.evm.index.PredicateSet;
import org.ozmonitor.core.evm.value.WordCell;

/// Takes the candidates for the call of one transaction after the other; the calldata is decoded
/// for the first candidate, once for each way of reading it. Confined to one thread.
final class CallSink implements Consumer<Candidate>, PredicateSet.Words {
  private static final int SELECTOR_DIGITS = 8;

  private final EvmBlock block;
  private final Hits hits;
  private final IdentityHashMap<CallDecoding, Optional<Arguments>> decoded =
      new IdentityHashMap<>(4);
  private int transaction;
  private @Nullable CallDecoding decoding;

  CallSink(EvmBlock block, Hits hits) {
    this.block = block;
    this.hits = hits;
  }

  /// The next candidates are for this transaction.
  void begin(int number) {
    transaction = number;
    if (!decoded.isEmpty()) {
      decoded.clear();
    }
    hits.forget();
  }

  /// The next candidates read the call in this way.
  void of(CallDecoding next) {
    decoding = next;
  }

  private CallDecoding decoding() {
    return Objects.requireNonNull(decoding);
  }

  @Override
  public boolean read(int parameter, WordCell into) {
    return decoding()
        .places()
        .readData(
            parameter,
            block.payload(),
            block.inputAt(transaction) + SELECTOR_DIGITS,
            block.inputEnd(transaction),
            into);
  }

  @Override
  public void accept(Candidate candidate) {
    if (!hits.isNew(candidate)) {
      return;
    }
    Optional<Arguments> arguments = arguments();
    if (arguments.isEmpty()) {
      return;
    }
    Optional<Condition> condition = candidate.firstThatHolds(arguments.get());
    if (condition.isPresent()) {
      hits.add(
          candidate.monitor(),
          new Finding(decoding(), condition.get(), arguments.get(), Optional.empty()));
    }
  }

  private Optional<Arguments> arguments() {
    Optional<Arguments> known = decoded.get(decoding());
    if (known == null) {
      known = decoding().decode(block.transaction(transaction).input());
      decoded.put(decoding(), known);
    }
    return known;
  }
}
