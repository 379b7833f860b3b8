package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Monitor.MonitoredAddress;
import org.ozmonitor.core.definition.Monitor.SignatureCondition;
import org.ozmonitor.core.definition.Monitor.TransactionCondition;
import org.ozmonitor.core.definition.Monitor.TransactionCondition.Status;
import org.ozmonitor.core.evm.abi.Abi;
import org.ozmonitor.core.evm.abi.AbiEvent;
import org.ozmonitor.core.evm.abi.AbiFunction;
import org.ozmonitor.core.evm.abi.AbiParser;
import org.ozmonitor.core.evm.block.EvmLog;
import org.ozmonitor.core.evm.block.EvmTransaction;
import org.ozmonitor.core.expression.ExpressionEvaluator;
import org.ozmonitor.core.expression.ExpressionParser;
import org.ozmonitor.core.expression.ExpressionSyntaxException;
import org.ozmonitor.core.expression.Parameters;
import org.ozmonitor.core.problem.Problems;

/// One monitor against one transaction by the book: no index, nothing compiled, text compared with
/// text. Slow on purpose.
final class NaiveEvaluation {
  private static final Map<String, Optional<Abi>> PARSED = new ConcurrentHashMap<>();

  private final Monitor monitor;
  private final EvmTransaction transaction;

  NaiveEvaluation(Monitor monitor, EvmTransaction transaction) {
    this.monitor = monitor;
    this.transaction = transaction;
  }

  /// The fulfilled conditions in one line, or empty when the transaction does not match.
  Optional<String> run() {
    List<String> transactions = transactions();
    List<String> events = events();
    List<String> functions = functions();
    if (!isInvolved()) {
      return Optional.empty();
    }
    boolean hasE = !monitor.events().isEmpty();
    boolean hasF = !monitor.functions().isEmpty();
    boolean hasT = !monitor.transactions().isEmpty();
    boolean e = !events.isEmpty();
    boolean f = !functions.isEmpty();
    boolean t = !transactions.isEmpty();
    boolean matches;
    if (!hasE && !hasF && !hasT) {
      matches = true;
    } else if (!hasE && !hasF) {
      matches = t;
    } else if (hasE && !hasF && !hasT) {
      matches = e;
    } else if (!hasE && hasF && !hasT) {
      matches = f;
    } else if (hasE && hasF && !hasT) {
      matches = e || f;
    } else if (hasE && !hasF) {
      matches = e && t;
    } else if (!hasE) {
      matches = f && t;
    } else {
      matches = (e || f) && t;
    }
    return matches
        ? Optional.of(
            "events " + events + " functions " + functions + " transactions " + transactions)
        : Optional.empty();
  }

  private List<String> transactions() {
    Status status = transaction.receipt().succeeded() ? Status.SUCCESS : Status.FAILURE;
    for (TransactionCondition condition : monitor.transactions()) {
      boolean fits = condition.status() == Status.ANY || condition.status() == status;
      if (fits && holds(condition.expression(), new TransactionParameters(transaction))) {
        return List.of(status.spelling() + shown(condition.expression()));
      }
    }
    return List.of();
  }

  private List<String> events() {
    List<String> entries = new ArrayList<>();
    for (EvmLog log : transaction.receipt().logs()) {
      for (AbiEvent event : possible(specs(log.address().hex()), log)) {
        if (event.decode(log.topics(), log.data()).isPresent()) {
          Arguments arguments =
              new Arguments(event.inputs(), event.decode(log.topics(), log.data()).orElseThrow());
          accepted(monitor.events(), event.signature(), arguments).ifPresent(entries::add);
          break;
        }
      }
    }
    return entries;
  }

  /// Of all ABIs first the events whose signature the log names, then the anonymous ones.
  private static List<AbiEvent> possible(List<Abi> abis, EvmLog log) {
    return abis.stream()
        .flatMap(abi -> abi.eventsOf(log.topics()).stream())
        .sorted(Comparator.comparing(AbiEvent::anonymous))
        .toList();
  }

  private List<String> functions() {
    if (transaction.to().isEmpty() || transaction.input().length() < 4) {
      return List.of();
    }
    for (AbiFunction function :
        specs(transaction.to().get().hex()).stream()
            .flatMap(a -> a.functions().stream())
            .toList()) {
      if (transaction.input().hex().startsWith("0x" + function.selectorDigits())) {
        return function.decode(transaction.input()).stream()
            .flatMap(
                values ->
                    accepted(
                        monitor.functions(),
                        function.signature(),
                        new Arguments(function.inputs(), values))
                        .stream())
            .toList();
      }
    }
    return List.of();
  }

  private static Optional<String> accepted(
      List<SignatureCondition> conditions, String signature, Arguments arguments) {
    for (SignatureCondition condition : conditions) {
      String wanted = Signatures.normalise(condition.signature());
      if (wanted.equals(Signatures.normalise(signature))
          && holds(condition.expression(), arguments)) {
        return Optional.of(signature + shown(condition.expression()) + shown(arguments));
      }
    }
    return Optional.empty();
  }

  private boolean isInvolved() {
    Set<String> involved = new HashSet<>();
    transaction.from().ifPresent(a -> involved.add(a.hex()));
    transaction.to().ifPresent(a -> involved.add(a.hex()));
    transaction.receipt().logs().forEach(log -> involved.add(log.address().hex()));
    return monitor.anyAddress()
        || monitor.addresses().stream().anyMatch(entry -> involved.contains(normal(entry)));
  }

  private List<Abi> specs(String address) {
    return Stream.concat(
            monitor.contractSpecJson().stream(),
            monitor.addresses().stream()
                .filter(entry -> normal(entry).equals(address))
                .flatMap(entry -> entry.contractSpecJson().stream()))
        .flatMap(spec -> PARSED.computeIfAbsent(spec, NaiveEvaluation::parse).stream())
        .toList();
  }

  private static Optional<Abi> parse(String spec) {
    return AbiParser.parse(spec, "", new Problems());
  }

  private static String normal(MonitoredAddress entry) {
    String text = entry.address().startsWith("0x") ? entry.address().substring(2) : entry.address();
    return "0x" + text.replaceAll("\\s", "").toLowerCase(Locale.ROOT);
  }

  private static boolean holds(Optional<String> expression, Parameters parameters) {
    try {
      return expression.isEmpty()
          || ExpressionEvaluator.evaluate(ExpressionParser.parse(expression.get()), parameters)
              .holds();
    } catch (ExpressionSyntaxException e) {
      return false;
    }
  }

  /// Arguments as one line of text.
  private static String shown(Arguments arguments) {
    return arguments.list().stream()
        .map(a -> a.name() + ":" + a.kind() + "=" + a.value() + (a.indexed() ? " indexed" : ""))
        .toList()
        .toString();
  }

  private static String shown(Optional<String> expression) {
    return "{" + expression.orElse("null") + "}";
  }
}
