package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Monitor.MonitoredAddress;
import org.ozmonitor.core.definition.Monitor.SignatureCondition;
import org.ozmonitor.core.evm.Candidates.Candidate;
import org.ozmonitor.core.evm.Candidates.ForCall;
import org.ozmonitor.core.evm.Candidates.ForEvent;
import org.ozmonitor.core.evm.EvmIndex.CallKey;
import org.ozmonitor.core.evm.EvmIndex.EventKey;
import org.ozmonitor.core.evm.abi.Abi;
import org.ozmonitor.core.evm.abi.AbiEvent;
import org.ozmonitor.core.evm.abi.AbiFunction;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problems;

/// Compiles monitors, one after the other, into an {@link EvmIndex}. ABIs, expressions and the
/// decoding of an event are shared by all monitors that have the same. Confined to one thread.
final class EvmIndexBuilder {
  private final Problems problems;
  private final ContractSpecs specs = new ContractSpecs();
  private final ExpressionRules rules = new ExpressionRules();
  private final Map<EventKey, SequencedMap<List<AbiEvent>, List<Candidate>>> events =
      new HashMap<>();
  private final Map<CallKey, SequencedMap<AbiFunction, List<Candidate>>> calls = new HashMap<>();
  private final Map<Address, List<CompiledMonitor>> touched = new HashMap<>();
  private final List<ActiveMonitor> sources = new ArrayList<>();

  EvmIndexBuilder(Problems problems) {
    this.problems = problems;
  }

  /// Adds a monitor behind those that are there. One with a broken ABI is left out, with an error.
  void add(ActiveMonitor source) {
    Monitor monitor = source.definition();
    Problems own = new Problems();
    SequencedMap<Address, List<Abi>> watched = watched(monitor, own);
    problems.addAll(own.all());
    if (own.hasErrors()) {
      return;
    }
    sources.add(source);
    CompiledMonitor compiled =
        new CompiledMonitor(
            sources.size() - 1,
            source,
            monitor.transactions().stream()
                .map(
                    t ->
                        new CompiledMonitor.TransactionRule(t.status(), rules.rule(t.expression())))
                .toList());
    boolean touchIsEnough = monitor.events().isEmpty() && monitor.functions().isEmpty();
    Map<String, List<ExpressionRule>> eventRules = bySignature(monitor.events());
    Map<String, List<ExpressionRule>> functionRules = bySignature(monitor.functions());
    watched.forEach(
        (address, abis) -> {
          if (touchIsEnough) {
            touched.computeIfAbsent(address, _ -> new ArrayList<>(1)).add(compiled);
          }
          addEvents(compiled, address, abis, eventRules);
          addCalls(compiled, address, abis, functionRules);
        });
  }

  /// The addresses of a monitor with all ABIs given for them; what is no address never matches.
  private SequencedMap<Address, List<Abi>> watched(Monitor monitor, Problems own) {
    SequencedMap<Address, List<Abi>> watched = new LinkedHashMap<>();
    for (int i = 0; i < monitor.addresses().size(); i++) {
      MonitoredAddress entry = monitor.addresses().get(i);
      String place = "monitor '" + monitor.name() + "': addresses[" + i + "].contract_spec";
      Optional<Abi> abi = entry.contractSpecJson().flatMap(s -> specs.find(s, place, own));
      Address.parseConfigured(entry.address())
          .map(address -> watched.computeIfAbsent(address, _ -> new ArrayList<>(1)))
          .ifPresent(abis -> abi.ifPresent(abis::add));
    }
    return watched;
  }

  private Map<String, List<ExpressionRule>> bySignature(List<SignatureCondition> conditions) {
    Map<String, List<ExpressionRule>> bySignature = new HashMap<>();
    for (SignatureCondition condition : conditions) {
      bySignature
          .computeIfAbsent(Signatures.normalise(condition.signature()), _ -> new ArrayList<>(1))
          .add(rules.rule(condition.expression()));
    }
    return bySignature;
  }

  private void addEvents(
      CompiledMonitor monitor,
      Address address,
      List<Abi> abis,
      Map<String, List<ExpressionRule>> conditions) {
    if (conditions.isEmpty()) {
      return;
    }
    SequencedMap<Word, List<AbiEvent>> byTopic = new LinkedHashMap<>();
    for (Abi abi : abis) {
      for (AbiEvent event : abi.events()) {
        if (conditions.containsKey(Signatures.normalise(event.signature()))) {
          byTopic.computeIfAbsent(event.topic0(), _ -> new ArrayList<>(1)).add(event);
        }
      }
    }
    byTopic.forEach(
        (topic, alternatives) ->
            events
                .computeIfAbsent(new EventKey(address, topic), _ -> new LinkedHashMap<>(2))
                .computeIfAbsent(alternatives, _ -> new ArrayList<>(1))
                .add(candidate(monitor, alternatives.getFirst().signature(), conditions)));
  }

  private void addCalls(
      CompiledMonitor monitor,
      Address address,
      List<Abi> abis,
      Map<String, List<ExpressionRule>> conditions) {
    if (conditions.isEmpty()) {
      return;
    }
    SequencedMap<Integer, AbiFunction> bySelector = new LinkedHashMap<>();
    abis.forEach(abi -> abi.functions().forEach(f -> bySelector.putIfAbsent(f.selector(), f)));
    bySelector.forEach(
        (selector, function) -> {
          if (conditions.containsKey(Signatures.normalise(function.signature()))) {
            calls
                .computeIfAbsent(new CallKey(address, selector), _ -> new LinkedHashMap<>(2))
                .computeIfAbsent(function, _ -> new ArrayList<>(1))
                .add(candidate(monitor, function.signature(), conditions));
          }
        });
  }

  private static Candidate candidate(
      CompiledMonitor monitor, String signature, Map<String, List<ExpressionRule>> conditions) {
    return new Candidate(
        monitor, conditions.getOrDefault(Signatures.normalise(signature), List.of()));
  }

  EvmIndex build(NetworkFacts network) {
    Map<Address, List<CompiledMonitor>> frozen = HashMap.newHashMap(touched.size());
    touched.forEach((address, monitors) -> frozen.put(address, List.copyOf(monitors)));
    return new EvmIndex(
        network, sources, grouped(events, ForEvent::new), grouped(calls, ForCall::new), frozen);
  }

  private static <K, D, G> Map<K, List<G>> grouped(
      Map<K, SequencedMap<D, List<Candidate>>> from, BiFunction<D, List<Candidate>, G> group) {
    Map<K, List<G>> groups = HashMap.newHashMap(from.size());
    from.forEach(
        (key, byDecoding) ->
            groups.put(
                key,
                byDecoding.entrySet().stream()
                    .map(entry -> group.apply(entry.getKey(), entry.getValue()))
                    .toList()));
    return groups;
  }
}
