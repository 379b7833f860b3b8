package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Monitor.MonitoredAddress;
import org.ozmonitor.core.definition.Monitor.SignatureCondition;
import org.ozmonitor.core.evm.abi.Abi;
import org.ozmonitor.core.evm.abi.AbiEvent;
import org.ozmonitor.core.evm.abi.AbiFunction;
import org.ozmonitor.core.evm.abi.AbiParameter;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.expression.Expression;
import org.ozmonitor.core.expression.ExpressionParser;
import org.ozmonitor.core.expression.ExpressionSyntaxException;
import org.ozmonitor.core.problem.Problems;

/// Reports what would only show by alerts that never come: conditions that nothing can fulfil are
/// warnings, because OpenZeppelin Monitor accepts them; a broken ABI is an error. Confined to one
/// thread.
final class EvmMonitorCheck {
  private final String place;
  private final Monitor monitor;
  private final Problems problems;
  private final List<Abi> abis = new ArrayList<>();
  private boolean specsAreSound;

  EvmMonitorCheck(String place, Monitor monitor, Problems problems) {
    this.place = place;
    this.monitor = monitor;
    this.problems = problems;
  }

  void run() {
    checkAddresses();
    List<Declared> events =
        abis.stream().flatMap(abi -> abi.events().stream()).map(Declared::of).toList();
    List<Declared> functions =
        abis.stream().flatMap(abi -> abi.functions().stream()).map(Declared::of).toList();
    checkSignatures("events", monitor.events(), events);
    checkSignatures("functions", monitor.functions(), functions);
    for (int i = 0; i < monitor.transactions().size(); i++) {
      String at = at("match_conditions.transactions[" + i + "].expression");
      expression(monitor.transactions().get(i).expression(), at)
          .ifPresent(e -> checkNames(e, TransactionParameters.NAMES, at));
    }
  }

  /// What an ABI declares under a signature.
  private record Declared(String signature, List<AbiParameter> inputs) {
    static Declared of(AbiEvent event) {
      return new Declared(Signatures.normalise(event.signature()), event.inputs());
    }

    static Declared of(AbiFunction function) {
      return new Declared(Signatures.normalise(function.signature()), function.inputs());
    }
  }

  private String at(String path) {
    return place + ": " + path;
  }

  private void checkAddresses() {
    if (monitor.addresses().isEmpty()) {
      problems.warning(
          at("addresses"),
          "monitor.addresses.empty",
          "without an address a monitor never matches on EVM networks");
    }
    Problems ofSpecs = new Problems();
    ContractSpecs specs = new ContractSpecs();
    for (int i = 0; i < monitor.addresses().size(); i++) {
      MonitoredAddress entry = monitor.addresses().get(i);
      String at = at("addresses[" + i + "]");
      if (Address.parseConfigured(entry.address()).isEmpty()) {
        problems.warning(
            at + ".address",
            "monitor.address.form",
            "'" + entry.address() + "' is no EVM address (0x and 40 hex digits): never matches");
      }
      entry
          .contractSpecJson()
          .flatMap(spec -> specs.find(spec, at + ".contract_spec", ofSpecs))
          .ifPresent(abis::add);
    }
    specsAreSound = !ofSpecs.hasErrors();
    problems.addAll(ofSpecs.all());
  }

  private void checkSignatures(
      String kind, List<SignatureCondition> conditions, List<Declared> declared) {
    for (int i = 0; i < conditions.size(); i++) {
      SignatureCondition condition = conditions.get(i);
      String at = at("match_conditions." + kind + "[" + i + "]");
      Optional<Expression> expression = expression(condition.expression(), at + ".expression");
      String wanted = Signatures.normalise(condition.signature());
      List<Declared> same = declared.stream().filter(d -> d.signature().equals(wanted)).toList();
      if (!same.isEmpty()) {
        Set<String> names =
            same.stream()
                .flatMap(d -> d.inputs().stream())
                .map(AbiParameter::name)
                .collect(Collectors.toSet());
        expression.ifPresent(e -> checkNames(e, names, at + ".expression"));
      } else if (specsAreSound) {
        problems.warning(
            at + ".signature",
            "monitor.signature.unknown",
            "'"
                + condition.signature()
                + "' stands in no contract_spec of the monitor: never"
                + " matches (write types in full, without names of parameters, tuples as (a,b))");
      }
    }
  }

  private Optional<Expression> expression(Optional<String> text, String at) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ExpressionParser.parse(text.get()));
    } catch (ExpressionSyntaxException e) {
      problems.warning(
          at, "monitor.expression.syntax", "never holds, because of its syntax: " + e.getMessage());
      return Optional.empty();
    }
  }

  private void checkNames(Expression expression, Set<String> known, String at) {
    for (String name : expression.names()) {
      if (!known.contains(name)) {
        String names =
            known.stream().filter(n -> !n.isEmpty()).sorted().collect(Collectors.joining(", "));
        problems.warning(
            at,
            "monitor.expression.name",
            "'" + name + "' is unknown here" + (names.isEmpty() ? "" : "; known are " + names));
      }
    }
  }
}
