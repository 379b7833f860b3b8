package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Monitor.SignatureCondition;
import org.ozmonitor.core.definition.Monitor.TransactionCondition;
import org.ozmonitor.core.definition.Monitor.TransactionCondition.Status;
import org.ozmonitor.core.evm.block.EvmBlock;
import org.ozmonitor.core.evm.block.EvmLog;
import org.ozmonitor.core.evm.block.EvmTransaction;
import org.ozmonitor.core.evm.explain.DecisionTable;
import org.ozmonitor.core.evm.explain.Explanation;
import org.ozmonitor.core.evm.explain.Explanation.Asked;
import org.ozmonitor.core.evm.explain.Explanation.Check;
import org.ozmonitor.core.evm.explain.Explanation.Gate;
import org.ozmonitor.core.evm.explain.Explanation.Lookup;
import org.ozmonitor.core.evm.explain.Explanation.Outcome;
import org.ozmonitor.core.evm.explain.Explanation.Seen;
import org.ozmonitor.core.evm.explain.Explanation.Touch;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.core.problem.Suggestion;

/// Says why a monitor did or did not match a transaction. Addresses, ABIs, decoding, parameters and
/// expressions are those of matching; only the search is another: it looks at everything, one
/// monitor at a time. Immutable, thread-safe.
public final class EvmExplainer {
  private final String networkSlug;
  private final Monitor monitor;
  private final WatchedAddresses watched;
  private final SeenParts parts;

  /// @param problems takes what keeps the monitor from being evaluated at all
  public EvmExplainer(String networkSlug, Monitor monitor, Problems problems) {
    this.networkSlug = networkSlug;
    this.monitor = monitor;
    this.watched = WatchedAddresses.of(monitor, problems);
    this.parts = new SeenParts(monitor, watched);
  }

  /// The transaction of a block with this hash, `0x` and 64 digits of any case.
  public static Optional<EvmTransaction> find(EvmBlock block, String hash) {
    String wanted = hash.toLowerCase(Locale.ROOT);
    return block.transactions().stream().filter(t -> t.hash().hex().equals(wanted)).findFirst();
  }

  public Explanation explain(EvmBlock block, EvmTransaction transaction) {
    List<EvmLog> logs = transaction.receipt().logs();
    Status status = transaction.receipt().succeeded() ? Status.SUCCESS : Status.FAILURE;
    List<Seen> seen = new ArrayList<>();
    parts.call(transaction).ifPresent(seen::add);
    int otherLogs = 0;
    for (int i = 0; i < logs.size(); i++) {
      if (!watched.contains(logs.get(i).address())) {
        otherLogs++;
      } else if (!monitor.events().isEmpty()) {
        seen.add(parts.log(i, logs.get(i)));
      }
    }
    List<Asked> conditions = new ArrayList<>();
    conditions.addAll(asked("functions", monitor.functions(), seen));
    conditions.addAll(asked("events", monitor.events(), seen));
    List<Asked> ofTransaction = asked(transaction, status);
    conditions.addAll(ofTransaction);
    Gate gate = gate(transaction, logs);
    return new Explanation(
        monitor.name(),
        networkSlug,
        transaction.hash().hex(),
        block.number(),
        status.spelling(),
        gate,
        seen,
        otherLogs,
        conditions,
        DecisionTable.decide(
            monitor,
            gate.open(),
            seen.stream().anyMatch(part -> !part.where().equals("call") && isFulfilled(part)),
            seen.stream().anyMatch(part -> part.where().equals("call") && isFulfilled(part)),
            ofTransaction.stream().anyMatch(Asked::fulfilled)));
  }

  private Gate gate(EvmTransaction transaction, List<EvmLog> logs) {
    if (watched.everywhere()) {
      return new Gate(true, "the monitor watches every address", List.of());
    }
    List<Touch> touches = new ArrayList<>();
    touch(transaction.from(), "sender", touches);
    touch(transaction.to(), "recipient", touches);
    for (int i = 0; i < logs.size(); i++) {
      touch(Optional.of(logs.get(i).address()), "log " + i, touches);
    }
    String why =
        !touches.isEmpty()
            ? ""
            : monitor.addresses().isEmpty()
                ? "the monitor has no addresses: it never matches"
                : "none of the %d addresses of the monitor sent, received or emitted a log in it"
                    .formatted(monitor.addresses().size());
    return new Gate(!touches.isEmpty(), why, touches);
  }

  private void touch(Optional<Address> address, String where, List<Touch> touches) {
    address
        .filter(watched::contains)
        .ifPresent(found -> touches.add(new Touch(found.hex(), where)));
  }

  private static boolean isFulfilled(Seen part) {
    return part.checks().stream().anyMatch(check -> check.outcome() == Outcome.HOLDS);
  }

  private List<Asked> asked(String kind, List<SignatureCondition> conditions, List<Seen> seen) {
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < conditions.size(); i++) {
      String path = ConditionChecks.path(kind, i);
      String wanted = conditions.get(i).signature();
      List<String> fulfilledBy =
          seen.stream()
              .filter(part -> part.checks().stream().anyMatch(c -> holds(c, path)))
              .map(Seen::where)
              .toList();
      asked.add(
          fulfilledBy.isEmpty()
              ? new Asked(path, wanted, false, whyNot(kind, path, wanted, seen), List.of())
              : new Asked(path, wanted, true, String.join(", ", fulfilledBy), List.of()));
    }
    return asked;
  }

  private static boolean holds(Check check, String path) {
    return check.condition().equals(path) && check.outcome() == Outcome.HOLDS;
  }

  private String whyNot(String kind, String path, String wanted, List<Seen> seen) {
    String what = kind.equals("events") ? "event" : "function";
    Set<String> declared = declared(kind);
    if (declared.stream().noneMatch(signature -> ConditionChecks.isSame(wanted, signature))) {
      return "no contract_spec of the monitor has this %s%s"
          .formatted(what, Suggestion.hint(wanted, declared));
    }
    List<Seen> same =
        seen.stream()
            .filter(part -> part.where().equals("call") == what.equals("function"))
            .filter(
                part -> part.signature().filter(s -> ConditionChecks.isSame(wanted, s)).isPresent())
            .toList();
    if (same.isEmpty()) {
      return what.equals("event")
          ? "no watched address emitted this event"
          : "the transaction does not call this function of a watched address";
    }
    if (same.stream().noneMatch(part -> part.lookup() == Lookup.DECODED)) {
      return same.getFirst().where() + " cannot be decoded: " + same.getFirst().detail();
    }
    boolean reached =
        same.stream()
            .flatMap(part -> part.checks().stream())
            .anyMatch(c -> c.condition().equals(path));
    return reached ? "its expression does not hold" : "an earlier condition holds already";
  }

  private Set<String> declared(String kind) {
    Set<String> declared = new TreeSet<>();
    watched
        .abis()
        .forEach(
            abi -> {
              if (kind.equals("events")) {
                abi.events().forEach(event -> declared.add(event.signature()));
              } else {
                abi.functions().forEach(function -> declared.add(function.signature()));
              }
            });
    return declared;
  }

  private List<Asked> asked(EvmTransaction transaction, Status seen) {
    List<Asked> asked = new ArrayList<>();
    var parameters = new TransactionParameters(transaction);
    boolean fulfilled = false;
    for (int i = 0; i < monitor.transactions().size(); i++) {
      TransactionCondition condition = monitor.transactions().get(i);
      String path = ConditionChecks.path("transactions", i);
      String wanted = "status " + condition.status().spelling();
      if (fulfilled) {
        asked.add(new Asked(path, wanted, false, "an earlier condition holds already", List.of()));
        continue;
      }
      Check check = ConditionChecks.ofTransaction(path, condition, seen, parameters);
      fulfilled = check.outcome() == Outcome.HOLDS;
      String failed = check.detail().isEmpty() ? "its expression does not hold" : check.detail();
      String why = fulfilled ? "the transaction" : failed;
      asked.add(new Asked(path, wanted, fulfilled, why, List.of(check)));
    }
    return asked;
  }
}
