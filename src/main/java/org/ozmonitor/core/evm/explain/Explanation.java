package org.ozmonitor.core.evm.explain;

import java.util.List;
import java.util.Optional;

/// Why a monitor did or did not match a transaction. Immutable.
///
/// @param network slug
/// @param transaction hash, `0x` and 64 digits
/// @param status `Success` or `Failure`, from the receipt
/// @param seen the call and the logs of watched addresses, in this order
/// @param otherLogs the number of logs that other addresses emitted
/// @param conditions every condition of the monitor, in the order of the document
public record Explanation(
    String monitor,
    String network,
    String transaction,
    long block,
    String status,
    Gate gate,
    List<Seen> seen,
    int otherLogs,
    List<Asked> conditions,
    Decision decision) {
  public Explanation {
    seen = List.copyOf(seen);
    conditions = List.copyOf(conditions);
  }

  /// Whether a watched address takes part in the transaction.
  ///
  /// @param open without it nothing matches
  /// @param why in words, where no touch says it
  public record Gate(boolean open, String why, List<Touch> touches) {
    public Gate {
      touches = List.copyOf(touches);
    }
  }

  /// A watched address, and where it stands.
  ///
  /// @param where `sender`, `recipient`, `log 3`
  public record Touch(String address, String where) {}

  /// What came of looking at a call or a log.
  public enum Lookup {
    /// The address has no ABI in this monitor.
    NO_SPEC,
    /// The calldata is shorter than a selector, or the log has no topic, and nothing can be found
    /// by
    /// it.
    NOTHING_TO_LOOK_UP,
    /// No function or event of the ABI has this selector or topic.
    NOT_IN_ABI,
    /// The monitor has no condition on this signature.
    NOT_ASKED,
    /// The event has another number of indexed parameters.
    OTHER_TOPIC_COUNT,
    /// The data is cut off or contradicts itself.
    NOT_DECODED,
    DECODED
  }

  /// A call or a log of a watched address.
  ///
  /// @param where `call` or `log 3`
  /// @param signature canonical, where the ABI has one for it
  /// @param detail in words
  /// @param checks the conditions that were evaluated on it, in order; the first that holds ends it
  public record Seen(
      String where,
      String address,
      Lookup lookup,
      Optional<String> signature,
      String detail,
      List<Argument> arguments,
      List<Check> checks) {
    public Seen {
      arguments = List.copyOf(arguments);
      checks = List.copyOf(checks);
    }
  }

  /// A decoded argument.
  public record Argument(String name, String kind, String value) {}

  /// What evaluating came to.
  public enum Outcome {
    HOLDS,
    DOES_NOT_HOLD,
    /// It could not be evaluated, which counts as not holding.
    FAILED
  }

  /// One condition, evaluated.
  ///
  /// @param condition path in the document: `match_conditions.events[0]`
  /// @param detail why it failed, else empty
  public record Check(
      String condition,
      Optional<String> expression,
      List<Clause> clauses,
      Outcome outcome,
      String detail) {
    public Check {
      clauses = List.copyOf(clauses);
    }
  }

  /// One comparison that was reached.
  ///
  /// @param value what stood on its left side; empty where nothing did
  public record Clause(String text, Optional<String> value, Outcome outcome, String detail) {}

  /// A condition of the monitor, and what came of it.
  ///
  /// @param path in the document
  /// @param wanted signature or status, as configured
  /// @param why where it was fulfilled, or why it was not
  /// @param checks of a transaction condition: its evaluation; those of calls and logs stand there
  public record Asked(
      String path, String wanted, boolean fulfilled, String why, List<Check> checks) {
    public Asked {
      checks = List.copyOf(checks);
    }
  }

  /// The line of the decision table that applied.
  ///
  /// @param rule what this monitor needs, in words
  /// @param matches whether there is a match
  public record Decision(
      String rule, boolean events, boolean functions, boolean transactions, boolean matches) {}
}
