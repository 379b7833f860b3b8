package org.ozmonitor.core.definition;

import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.script.OnError;

/// A monitor as configured. Immutable.
///
/// @param networks slugs
/// @param triggers keys of triggers
/// @param anyAddress every address is watched; then `addresses` is empty
/// @param contractSpecJson the specification for every address, as JSON text; only with
/// `anyAddress`
public record Monitor(
    String name,
    List<String> networks,
    boolean paused,
    List<MonitoredAddress> addresses,
    List<SignatureCondition> functions,
    List<SignatureCondition> events,
    List<TransactionCondition> transactions,
    List<ScriptCondition> triggerConditions,
    List<String> triggers,
    String chainConfigurationsJson,
    boolean anyAddress,
    Optional<String> contractSpecJson,
    Alerting alerting) {
  public Monitor {
    networks = List.copyOf(networks);
    addresses = List.copyOf(addresses);
    functions = List.copyOf(functions);
    events = List.copyOf(events);
    transactions = List.copyOf(transactions);
    triggerConditions = List.copyOf(triggerConditions);
    triggers = List.copyOf(triggers);
  }

  /// A monitor that says nothing of its alerts.
  public Monitor(
      String name,
      List<String> networks,
      boolean paused,
      List<MonitoredAddress> addresses,
      List<SignatureCondition> functions,
      List<SignatureCondition> events,
      List<TransactionCondition> transactions,
      List<ScriptCondition> triggerConditions,
      List<String> triggers,
      String chainConfigurationsJson,
      boolean anyAddress,
      Optional<String> contractSpecJson) {
    this(
        name,
        networks,
        paused,
        addresses,
        functions,
        events,
        transactions,
        triggerConditions,
        triggers,
        chainConfigurationsJson,
        anyAddress,
        contractSpecJson,
        Alerting.NONE);
  }

  /// One watched address.
  ///
  /// @param address text as configured, not normalised
  /// @param contractSpecJson the specification as JSON text (EVM: an ABI array), where given
  public record MonitoredAddress(String address, Optional<String> contractSpecJson) {}

  /// A condition on a function or an event.
  ///
  /// @param signature text as configured
  public record SignatureCondition(String signature, Optional<String> expression) {}

  /// A condition on a transaction.
  public record TransactionCondition(Status status, Optional<String> expression) {
    /// The configured status; spelled `Any`, `Success`, `Failure`.
    public enum Status {
      ANY("Any"),
      SUCCESS("Success"),
      FAILURE("Failure");

      private final String spelling;

      Status(String spelling) {
        this.spelling = spelling;
      }

      public String spelling() {
        return spelling;
      }
    }
  }

  /// A script between a match and its triggers.
  ///
  /// @param language `Python`, `JavaScript` or `Bash`
  /// @param timeoutMs above 0
  /// @param onError what becomes of the match when the script fails
  public record ScriptCondition(
      String scriptPath,
      Optional<List<String>> arguments,
      String language,
      long timeoutMs,
      OnError onError) {
    public ScriptCondition {
      arguments = arguments.map(List::copyOf);
    }
  }
}
