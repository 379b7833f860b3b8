package org.ozmonitor.core.evm;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.evm.Candidates.ForCall;
import org.ozmonitor.core.evm.Candidates.ForEvent;
import org.ozmonitor.core.evm.block.EvmBlockDecoder;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problems;

/// The monitors of one network behind hash tables on fixed-width binary keys. Running a block costs
/// a look-up for each log, call and address, plus what the candidates found there cost, however
/// many
/// other monitors there are.
///
/// A monitor stands where a match of it must begin: with conditions on events or functions at each
/// (address, topic) and (address, selector) that can fulfil one, else at its addresses. So whatever
/// is found also passes the address gate.
record EvmIndex(
    NetworkFacts network,
    List<ActiveMonitor> sources,
    Map<EventKey, List<ForEvent>> events,
    Map<CallKey, List<ForCall>> calls,
    Map<Address, List<CompiledMonitor>> touched)
    implements ChainEngine.MonitorIndex {
  record EventKey(Address emitter, Word topic0) {}

  record CallKey(Address to, int selector) {}

  @Override
  public int size() {
    return sources.size();
  }

  @Override
  public Map<String, Integer> buckets() {
    return Map.of("address", size());
  }

  @Override
  public ChainEngine.MonitorIndex updated(
      Collection<ActiveMonitor> begun, Set<UUID> ended, Problems problems) {
    SequencedMap<UUID, ActiveMonitor> monitors = new LinkedHashMap<>();
    sources.forEach(monitor -> monitors.put(monitor.id(), monitor));
    monitors.keySet().removeAll(ended);
    EvmIndexBuilder builder = new EvmIndexBuilder(problems);
    begun.forEach(monitor -> monitors.remove(monitor.id()));
    monitors.values().forEach(builder::add);
    begun.forEach(builder::add);
    return builder.build(network);
  }

  @Override
  public List<MonitorMatch> match(byte[] payload) {
    return sources.isEmpty()
        ? List.of()
        : new EvmMatcher(this, EvmBlockDecoder.decode(payload), payload).run();
  }

  List<ForEvent> eventsOf(Address emitter, Word topic0) {
    return events.getOrDefault(new EventKey(emitter, topic0), List.of());
  }

  List<ForCall> callsOf(Address to, int selector) {
    return calls.getOrDefault(new CallKey(to, selector), List.of());
  }

  /// The monitors without conditions on events or functions that name this address.
  List<CompiledMonitor> touchedBy(Address address) {
    return touched.getOrDefault(address, List.of());
  }
}
