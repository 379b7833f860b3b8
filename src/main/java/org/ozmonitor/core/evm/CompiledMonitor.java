package org.ozmonitor.core.evm;

import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Monitor.TransactionCondition.Status;

/// A monitor ready to be evaluated. Immutable.
///
/// @param place its place in its segment, from 0
/// @param transactionRules the transaction conditions in the order of the document
/// @param bucket the costliest kind of place where it stands
record CompiledMonitor(
    int place, ActiveMonitor source, List<TransactionRule> transactionRules, Bucket bucket) {
  CompiledMonitor {
    transactionRules = List.copyOf(transactionRules);
  }

  /// Kinds of places, the cheapest first.
  enum Bucket {
    /// Looked at where one of its addresses turns up.
    ADDRESS,
    /// Looked at where a value is equal to one of its own.
    EQUALITY,
    /// Looked at where a value passes one of its bounds.
    BOUND,
    /// Looked at each time its kind of log, call or transaction turns up.
    SCAN
  }

  record TransactionRule(Status status, Condition condition) {
    private boolean accepts(boolean succeeded, TransactionSubject subject) {
      boolean fits =
          switch (status) {
            case ANY -> true;
            case SUCCESS -> succeeded;
            case FAILURE -> !succeeded;
          };
      return fits && condition.holds(subject);
    }
  }

  /// What the transaction conditions say of a transaction.
  sealed interface Verdict {
    /// There are no transaction conditions.
    record Unasked() implements Verdict {}

    record Refused() implements Verdict {}

    /// @param status what became of the transaction, whatever the condition asked for
    record Accepted(Status status, Optional<String> expression) implements Verdict {}
  }

  private static final Verdict UNASKED = new Verdict.Unasked();
  private static final Verdict REFUSED = new Verdict.Refused();

  /// Asks the transaction conditions in order; the first that accepts decides.
  Verdict judge(TransactionSubject subject) {
    if (transactionRules.isEmpty()) {
      return UNASKED;
    }
    boolean succeeded = subject.transaction().receipt().succeeded();
    for (int i = 0; i < transactionRules.size(); i++) {
      TransactionRule rule = transactionRules.get(i);
      if (rule.accepts(succeeded, subject)) {
        return new Verdict.Accepted(
            succeeded ? Status.SUCCESS : Status.FAILURE, rule.condition().text());
      }
    }
    return REFUSED;
  }

  Monitor definition() {
    return source.definition();
  }

  /// Whether matches carry the receipt: where OpenZeppelin Monitor fetches it, because a condition
  /// mentions `gas_used` or asks for a status in a block without any log.
  boolean showsReceipt(boolean blockHasLogs) {
    return transactionRules.stream()
        .anyMatch(
            rule ->
                (rule.status() != Status.ANY && !blockHasLogs)
                    || rule.condition().text().map(t -> t.contains("gas_used")).orElse(false));
  }
}
