package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.ozmonitor.core.evm.abi.Abi;
import org.ozmonitor.core.evm.abi.AbiEvent;
import org.ozmonitor.core.evm.abi.AbiFunction;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.problem.Problems;

/// ABIs and how their logs and calls are read, each made once. It is carried from one snapshot of
/// an
/// index to the next, so that a change parses only what is new, until {@link #isFull}. Thread-safe.
final class Decodings {
  /// Characters of specifications; what nobody uses any more is among them.
  private static final long MOST = 16 << 20;

  private final ContractSpecs specs = new ContractSpecs();
  private final IdentityHashMap<Abi, OfAbi> byAbi = new IdentityHashMap<>();
  private final Map<List<Object>, EventDecoding> events = new HashMap<>();
  private final Map<AbiFunction, CallDecoding> calls = new HashMap<>();

  /// What an address with one or several ABIs can emit and be called with, by normalised signature.
  record OfAbi(Map<String, List<EventDecoding>> events, Map<String, List<CallDecoding>> calls) {}

  /// The ABI in a specification; see {@link ContractSpecs#find}.
  synchronized Optional<Abi> abi(String json, String place, Problems problems) {
    return specs.find(json, place, problems);
  }

  /// Whether the next snapshot must begin anew, because nothing is ever taken out here.
  synchronized boolean isFull() {
    return specs.length() > MOST;
  }

  /// The decodings of an address. Of functions with one selector the first counts.
  synchronized OfAbi of(List<Abi> abis) {
    return abis.size() == 1
        ? byAbi.computeIfAbsent(abis.getFirst(), abi -> make(List.of(abi)))
        : make(abis);
  }

  private OfAbi make(List<Abi> abis) {
    List<AbiEvent> all = abis.stream().flatMap(abi -> abi.events().stream()).distinct().toList();
    List<AbiEvent> anonymous = all.stream().filter(AbiEvent::anonymous).toList();
    List<AbiEvent> namedFirst =
        all.stream().sorted(Comparator.comparing(AbiEvent::anonymous)).toList();
    SequencedMap<Word, List<AbiEvent>> byTopic = new LinkedHashMap<>();
    all.stream()
        .filter(event -> !event.anonymous())
        .forEach(e -> byTopic.computeIfAbsent(e.topic0(), _ -> new ArrayList<>(1)).add(e));
    Map<String, List<EventDecoding>> eventsBySignature = new HashMap<>();
    byTopic.values().forEach(same -> put(eventsBySignature, event(same.getFirst(), same)));
    anonymous.stream()
        .collect(Collectors.toMap(AbiEvent::signature, e -> e, (one, _) -> one))
        .values()
        .forEach(e -> put(eventsBySignature, event(e, namedFirst)));
    SequencedMap<Integer, AbiFunction> bySelector = new LinkedHashMap<>();
    abis.forEach(abi -> abi.functions().forEach(f -> bySelector.putIfAbsent(f.selector(), f)));
    Map<String, List<CallDecoding>> callsBySignature = new HashMap<>();
    bySelector
        .values()
        .forEach(f -> put(callsBySignature, calls.computeIfAbsent(f, CallDecoding::new)));
    return new OfAbi(eventsBySignature, callsBySignature);
  }

  private EventDecoding event(AbiEvent event, List<AbiEvent> alternatives) {
    return events.computeIfAbsent(
        List.of(event, List.copyOf(alternatives)), _ -> new EventDecoding(event, alternatives));
  }

  private static <D extends Decoding> void put(Map<String, List<D>> bySignature, D decoding) {
    bySignature
        .computeIfAbsent(Signatures.normalise(decoding.signature()), _ -> new ArrayList<>(1))
        .add(decoding);
  }
}
