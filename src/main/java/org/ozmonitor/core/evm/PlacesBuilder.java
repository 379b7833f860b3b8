package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.ozmonitor.core.evm.index.AccessPlan;
import org.ozmonitor.core.evm.index.KeyTable;
import org.ozmonitor.core.evm.index.PredicateSet;
import org.ozmonitor.core.evm.value.Address;

/// Collects candidates by where they stand. Confined to one thread.
final class PlacesBuilder {
  /// Decodings are told apart by identity: equal ones are one object.
  private record Key<D>(Address address, D decoding) {}

  private final Map<Key<EventDecoding>, PredicateSet.Builder<Candidate>> events = new HashMap<>();
  private final Map<Key<EventDecoding>, PredicateSet.Builder<Candidate>> anonymous =
      new HashMap<>();
  private final Map<Key<CallDecoding>, PredicateSet.Builder<Candidate>> calls = new HashMap<>();
  private final Map<Key<Boolean>, PredicateSet.Builder<Candidate>> transactions = new HashMap<>();

  void event(Address address, EventDecoding decoding, Candidate candidate, AccessPlan plan) {
    add(decoding.isAnonymous() ? anonymous : events, address, decoding, candidate, plan);
  }

  void call(Address address, CallDecoding decoding, Candidate candidate, AccessPlan plan) {
    add(calls, address, decoding, candidate, plan);
  }

  void transaction(Address address, Candidate candidate, AccessPlan plan) {
    add(transactions, address, Boolean.TRUE, candidate, plan);
  }

  private static <D> void add(
      Map<Key<D>, PredicateSet.Builder<Candidate>> to,
      Address address,
      D decoding,
      Candidate candidate,
      AccessPlan plan) {
    to.computeIfAbsent(new Key<>(address, decoding), _ -> new PredicateSet.Builder<>())
        .add(candidate, plan);
  }

  Places build() {
    return new Places(
        table(events, decoding -> decoding.topic0().w0()),
        table(anonymous, _ -> 0),
        table(calls, CallDecoding::selector),
        table(transactions, _ -> 0));
  }

  private static <D> KeyTable<Group<D>> table(
      Map<Key<D>, PredicateSet.Builder<Candidate>> from, ToLongFunction<D> second) {
    List<Group<D>> groups = new ArrayList<>(from.size());
    from.forEach(
        (key, candidates) -> {
          if (!candidates.isEmpty()) {
            groups.add(
                new Group<>(
                    key.address(),
                    second.applyAsLong(key.decoding()),
                    key.decoding(),
                    candidates.build()));
          }
        });
    return new KeyTable<>(groups);
  }
}
