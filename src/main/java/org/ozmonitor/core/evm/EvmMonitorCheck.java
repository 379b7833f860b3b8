package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.List;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Monitor.MonitoredAddress;
import org.ozmonitor.core.definition.Monitor.SignatureCondition;
import org.ozmonitor.core.evm.EvmExpressionCheck.Subject;
import org.ozmonitor.core.evm.abi.Abi;
import org.ozmonitor.core.evm.abi.AbiEvent;
import org.ozmonitor.core.evm.abi.AbiFunction;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.core.problem.Suggestion;

/// Reports what would only show by alerts that never come: conditions that nothing can fulfil are
/// warnings, because OpenZeppelin Monitor accepts them; a broken ABI is an error. Confined to one
/// thread.
final class EvmMonitorCheck {
  private final String place;
  private final Monitor monitor;
  private final Problems problems;
  private final List<Abi> abis = new ArrayList<>();
  private final EvmExpressionCheck expressions;
  private boolean specsAreSound;

  EvmMonitorCheck(String place, Monitor monitor, Problems problems) {
    this.place = place;
    this.monitor = monitor;
    this.problems = problems;
    this.expressions = new EvmExpressionCheck(problems);
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
      monitor
          .transactions()
          .get(i)
          .expression()
          .ifPresent(text -> expressions.check(text, at, List.of(Subject.TRANSACTION)));
    }
  }

  /// What an ABI declares under a signature.
  private record Declared(String signature, Subject subject) {
    static Declared of(AbiEvent event) {
      return new Declared(event.signature(), Subject.of(event));
    }

    static Declared of(AbiFunction function) {
      return new Declared(function.signature(), Subject.of(function));
    }

    boolean is(String normalised) {
      return Signatures.normalise(signature).equals(normalised);
    }
  }

  private String at(String path) {
    return place + ": " + path;
  }

  private void checkAddresses() {
    if (monitor.addresses().isEmpty() && !monitor.anyAddress()) {
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
    monitor
        .contractSpecJson()
        .flatMap(spec -> specs.find(spec, at("contract_spec"), ofSpecs))
        .ifPresent(abis::add);
    specsAreSound = !ofSpecs.hasErrors();
    problems.addAll(ofSpecs.all());
  }

  private void checkSignatures(
      String kind, List<SignatureCondition> conditions, List<Declared> declared) {
    for (int i = 0; i < conditions.size(); i++) {
      SignatureCondition condition = conditions.get(i);
      String at = at("match_conditions." + kind + "[" + i + "]");
      String wanted = Signatures.normalise(condition.signature());
      List<Subject> subjects =
          declared.stream().filter(d -> d.is(wanted)).map(Declared::subject).toList();
      condition
          .expression()
          .ifPresent(text -> expressions.check(text, at + ".expression", subjects));
      if (subjects.isEmpty() && specsAreSound) {
        unknownSignature(condition.signature(), declared, at + ".signature");
      }
    }
  }

  private void unknownSignature(String signature, List<Declared> declared, String at) {
    List<String> known = declared.stream().map(Declared::signature).toList();
    problems.warning(
        at,
        "monitor.signature.unknown",
        "'"
            + signature
            + "' stands in no contract_spec of the monitor: never matches"
            + Suggestion.hint(Signatures.normalise(signature), known));
  }
}
