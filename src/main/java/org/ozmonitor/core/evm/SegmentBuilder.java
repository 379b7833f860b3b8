package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.function.Function;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Monitor.MonitoredAddress;
import org.ozmonitor.core.definition.Monitor.SignatureCondition;
import org.ozmonitor.core.evm.CompiledMonitor.Bucket;
import org.ozmonitor.core.evm.CompiledMonitor.TransactionRule;
import org.ozmonitor.core.evm.abi.Abi;
import org.ozmonitor.core.evm.index.AccessPlan;
import org.ozmonitor.core.evm.index.ExpressionPlanner;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.problem.Problems;

/// Compiles monitors, one after the other, into a {@link Segment}.
///
/// A monitor stands where a match of it must begin: with conditions on events or functions at each
/// (address, topic) and (address, selector) that can fulfil one, else at its addresses; a monitor
/// of
/// every address stands at the bare topics and selectors. So whatever is found also passes the
/// address gate. Equal conditions are one object. Confined to one thread.
final class SegmentBuilder {
  private record Shape(ExpressionPlanner planner, Optional<String> text) {}

  private final Decodings decodings;
  private final Problems problems;
  private final Map<Shape, Condition.Planned> conditions = new HashMap<>();
  private final Map<String, String> signatures = new HashMap<>();
  private final List<CompiledMonitor> monitors = new ArrayList<>();
  private final Map<UUID, Integer> placeOf = new HashMap<>();
  private final PlacesBuilder addressed = new PlacesBuilder();
  private final PlacesBuilder anywhere = new PlacesBuilder();

  SegmentBuilder(Decodings decodings, Problems problems) {
    this.decodings = decodings;
    this.problems = problems;
  }

  Segment build() {
    return new Segment(monitors, placeOf, addressed.build(), anywhere.build());
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
    List<Standing> standings = new ArrayList<>();
    watched.forEach((address, abis) -> stand(monitor, address, abis, standings));
    List<Condition.Planned> rules =
        monitor.transactions().stream()
            .map(rule -> condition(rule.expression(), TransactionSubject.PLANNER))
            .toList();
    if (monitor.events().isEmpty() && monitor.functions().isEmpty()) {
      AccessPlan plan = rules.isEmpty() ? new AccessPlan.Anywhere() : either(rules);
      watched
          .keySet()
          .forEach(
              address ->
                  standings.add(
                      new Standing(
                          plan,
                          List.of(),
                          (places, candidate) -> places.transaction(address, candidate, plan))));
    }
    CompiledMonitor compiled = compiled(source, rules, standings);
    for (Standing standing : standings) {
      Candidate candidate = new Candidate(compiled, standing.conditions(), standing.isRepeated());
      standing.put().accept(monitor.anyAddress() ? anywhere : addressed, candidate);
    }
    placeOf.put(source.id(), compiled.place());
    monitors.add(compiled);
  }

  /// A place that a monitor will stand at.
  private record Standing(
      AccessPlan plan,
      List<Condition> conditions,
      java.util.function.BiConsumer<PlacesBuilder, Candidate> put) {
    boolean isRepeated() {
      return plan instanceof AccessPlan.OneOf(var accesses) && accesses.size() > 1;
    }
  }

  private CompiledMonitor compiled(
      ActiveMonitor source, List<Condition.Planned> rules, List<Standing> standings) {
    List<TransactionRule> transactionRules = new ArrayList<>(rules.size());
    for (int i = 0; i < rules.size(); i++) {
      transactionRules.add(
          new TransactionRule(
              source.definition().transactions().get(i).status(), rules.get(i).condition()));
    }
    Bucket bucket = Bucket.ADDRESS;
    if (source.definition().anyAddress()) {
      for (Standing standing : standings) {
        Bucket own = Buckets.of(standing.plan());
        bucket = own.compareTo(bucket) > 0 ? own : bucket;
      }
    }
    return new CompiledMonitor(monitors.size(), source, transactionRules, bucket);
  }

  /// The addresses of a monitor with all ABIs given for them; what is no address never matches.
  /// Every address is the address zero.
  private SequencedMap<Address, List<Abi>> watched(Monitor monitor, Problems own) {
    SequencedMap<Address, List<Abi>> watched = new LinkedHashMap<>();
    String name = "monitor '" + monitor.name() + "': ";
    if (monitor.anyAddress()) {
      List<Abi> abis = watched.computeIfAbsent(Address.ZERO, _ -> new ArrayList<>(1));
      monitor
          .contractSpecJson()
          .flatMap(spec -> decodings.abi(spec, name + "contract_spec", own))
          .ifPresent(abis::add);
      return watched;
    }
    for (int i = 0; i < monitor.addresses().size(); i++) {
      MonitoredAddress entry = monitor.addresses().get(i);
      String place = name + "addresses[" + i + "].contract_spec";
      Optional<Abi> abi = entry.contractSpecJson().flatMap(s -> decodings.abi(s, place, own));
      Address.parseConfigured(entry.address())
          .map(address -> watched.computeIfAbsent(address, _ -> new ArrayList<>(1)))
          .ifPresent(abis -> abi.ifPresent(abis::add));
    }
    return watched;
  }

  private void stand(Monitor monitor, Address address, List<Abi> abis, List<Standing> standings) {
    if (abis.isEmpty()) {
      return;
    }
    Decodings.OfAbi known = decodings.of(abis);
    stand(
        monitor.events(),
        known.events(),
        decoding -> (plan, places, candidate) -> places.event(address, decoding, candidate, plan),
        standings);
    stand(
        monitor.functions(),
        known.calls(),
        decoding -> (plan, places, candidate) -> places.call(address, decoding, candidate, plan),
        standings);
  }

  private <D extends Decoding> void stand(
      List<SignatureCondition> asked,
      Map<String, List<D>> known,
      Function<D, Put> put,
      List<Standing> standings) {
    bySignature(asked)
        .forEach(
            (signature, same) ->
                known
                    .getOrDefault(signature, List.of())
                    .forEach(
                        decoding -> standings.add(standing(same, decoding, put.apply(decoding)))));
  }

  /// Puts a candidate at its place.
  private interface Put {
    void at(AccessPlan plan, PlacesBuilder places, Candidate candidate);
  }

  private Standing standing(List<SignatureCondition> same, Decoding decoding, Put put) {
    List<Condition.Planned> planned =
        same.stream().map(c -> condition(c.expression(), decoding.planner())).toList();
    AccessPlan plan = either(planned);
    return new Standing(
        plan,
        planned.stream().map(Condition.Planned::condition).toList(),
        (places, candidate) -> put.at(plan, places, candidate));
  }

  private static AccessPlan either(List<Condition.Planned> planned) {
    return planned.stream()
        .map(Condition.Planned::access)
        .reduce(new AccessPlan.Nowhere(), AccessPlan::or);
  }

  private Condition.Planned condition(Optional<String> text, ExpressionPlanner planner) {
    return conditions.computeIfAbsent(
        new Shape(planner, text), shape -> Condition.plan(shape.text(), shape.planner()));
  }

  private SequencedMap<String, List<SignatureCondition>> bySignature(
      List<SignatureCondition> conditions) {
    SequencedMap<String, List<SignatureCondition>> bySignature = new LinkedHashMap<>();
    for (SignatureCondition condition : conditions) {
      bySignature
          .computeIfAbsent(
              signatures.computeIfAbsent(condition.signature(), Signatures::normalise),
              _ -> new ArrayList<>(1))
          .add(condition);
    }
    return bySignature;
  }
}
