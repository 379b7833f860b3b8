package org.ozmonitor.core.evm;

import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Monitor.TransactionCondition.Status;
import org.ozmonitor.core.evm.block.EvmTransaction;
import org.ozmonitor.core.expression.Parameters;

/// A monitor ready to be evaluated. Immutable.
///
/// @param order place among the monitors of the index; matches come in this order
/// @param transactionRules the transaction conditions in the order of the document
record CompiledMonitor(int order, ActiveMonitor source, List<TransactionRule> transactionRules) {
  CompiledMonitor {
    transactionRules = List.copyOf(transactionRules);
  }

  record TransactionRule(Status status, ExpressionRule expression) {
    private boolean accepts(boolean succeeded, Parameters parameters) {
      boolean fits =
          switch (status) {
            case ANY -> true;
            case SUCCESS -> succeeded;
            case FAILURE -> !succeeded;
          };
      return fits && expression.holds(parameters);
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

  /// Asks the transaction conditions in order; the first that accepts decides.
  Verdict judge(EvmTransaction transaction) {
    if (transactionRules.isEmpty()) {
      return new Verdict.Unasked();
    }
    boolean succeeded = transaction.receipt().succeeded();
    Parameters parameters = new TransactionParameters(transaction);
    for (TransactionRule rule : transactionRules) {
      if (rule.accepts(succeeded, parameters)) {
        return new Verdict.Accepted(
            succeeded ? Status.SUCCESS : Status.FAILURE, rule.expression().text());
      }
    }
    return new Verdict.Refused();
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
                    || rule.expression().text().map(t -> t.contains("gas_used")).orElse(false));
  }
}
