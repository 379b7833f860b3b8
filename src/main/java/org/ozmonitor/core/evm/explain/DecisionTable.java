package org.ozmonitor.core.evm.explain;

import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.evm.explain.Explanation.Decision;

/// When the conditions of a monitor make a match, all of them behind the address gate: events and
/// functions are alternatives, transaction conditions come in addition.
public final class DecisionTable {
  private DecisionTable() {}

  /// @param gate whether a watched address takes part
  /// @param events whether an event condition is fulfilled; likewise the others
  public static Decision decide(
      Monitor monitor, boolean gate, boolean events, boolean functions, boolean transactions) {
    boolean asksEvents = !monitor.events().isEmpty();
    boolean asksFunctions = !monitor.functions().isEmpty();
    boolean asksTransactions = !monitor.transactions().isEmpty();
    boolean signatures = (!asksEvents && !asksFunctions) || events || functions;
    boolean matches = gate && signatures && (!asksTransactions || transactions);
    return new Decision(
        rule(asksEvents, asksFunctions, asksTransactions),
        events,
        functions,
        transactions,
        matches);
  }

  private static String rule(boolean events, boolean functions, boolean transactions) {
    String signatures =
        events && functions
            ? "an event or a function condition"
            : events ? "an event condition" : functions ? "a function condition" : "";
    if (signatures.isEmpty()) {
      return transactions ? "address and a transaction condition" : "address alone";
    }
    return "address and "
        + (transactions
            ? (events && functions ? "(" + signatures + ")" : signatures)
                + " and a transaction condition"
            : signatures);
  }
}
