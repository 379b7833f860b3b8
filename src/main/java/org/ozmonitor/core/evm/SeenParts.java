package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Monitor.SignatureCondition;
import org.ozmonitor.core.evm.abi.Abi;
import org.ozmonitor.core.evm.abi.AbiEvent;
import org.ozmonitor.core.evm.abi.AbiFunction;
import org.ozmonitor.core.evm.block.EvmLog;
import org.ozmonitor.core.evm.block.EvmTransaction;
import org.ozmonitor.core.evm.explain.Explanation.Argument;
import org.ozmonitor.core.evm.explain.Explanation.Lookup;
import org.ozmonitor.core.evm.explain.Explanation.Seen;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.expression.Parameter;

/// Looks at the call and the logs of a transaction as one monitor does. Immutable.
record SeenParts(Monitor monitor, WatchedAddresses watched) {
  private static final int SELECTOR_BYTES = 4;

  /// The call of a watched address; nothing where there is none, or nobody asks for a function.
  Optional<Seen> call(EvmTransaction transaction) {
    if (monitor.functions().isEmpty() || transaction.to().filter(watched::contains).isEmpty()) {
      return Optional.empty();
    }
    Address to = transaction.to().get();
    if (watched.abisOf(to).isEmpty()) {
      return Optional.of(nothing("call", to, Lookup.NO_SPEC, "the address has no contract_spec"));
    }
    if (transaction.input().length() < SELECTOR_BYTES) {
      return Optional.of(
          nothing("call", to, Lookup.NOTHING_TO_LOOK_UP, "the calldata has no selector"));
    }
    return Optional.of(call(transaction, to));
  }

  private Seen call(EvmTransaction transaction, Address to) {
    int selector = transaction.input().firstFour();
    Optional<AbiFunction> found =
        watched.abisOf(to).stream()
            .flatMap(abi -> abi.functions().stream())
            .filter(function -> function.selector() == selector)
            .findFirst();
    if (found.isEmpty()) {
      return nothing(
          "call",
          to,
          Lookup.NOT_IN_ABI,
          "no function of the contract_spec has the selector 0x%08x".formatted(selector));
    }
    AbiFunction function = found.get();
    if (!isAsked(monitor.functions(), function.signature())) {
      return notAsked("call", to, function.signature(), "function");
    }
    return function
        .decode(transaction.input())
        .map(values -> new Arguments(function.inputs(), values))
        .map(
            arguments ->
                decoded(
                    "call", to, "functions", monitor.functions(), function.signature(), arguments))
        .orElseGet(
            () ->
                new Seen(
                    "call",
                    to.hex(),
                    Lookup.NOT_DECODED,
                    Optional.of(function.signature()),
                    "the calldata is cut off or contradicts itself",
                    List.of(),
                    List.of()));
  }

  /// A log of a watched address.
  ///
  /// @param number its place in the transaction, from 0
  Seen log(int number, EvmLog log) {
    String where = "log " + number;
    Address emitter = log.address();
    List<Abi> abis = watched.abisOf(emitter);
    if (abis.isEmpty()) {
      return nothing(where, emitter, Lookup.NO_SPEC, "the address has no contract_spec");
    }
    List<AbiEvent> named = named(abis, log);
    List<AbiEvent> all = Stream.concat(named.stream(), anonymous(abis).stream()).toList();
    for (AbiEvent event : all) {
      var values = event.decode(log.topics(), log.data());
      if (values.isPresent()) {
        return isAsked(monitor.events(), event.signature())
            ? decoded(
                where,
                emitter,
                "events",
                monitor.events(),
                event.signature(),
                new Arguments(event.inputs(), values.get()))
            : notAsked(where, emitter, event.signature(), "event");
      }
    }
    if (!named.isEmpty()) {
      return notDecoded(where, emitter, named.getFirst(), log);
    }
    return log.topics().isEmpty()
        ? nothing(where, emitter, Lookup.NOTHING_TO_LOOK_UP, "the log has no topic")
        : nothing(
            where,
            emitter,
            Lookup.NOT_IN_ABI,
            "no event of the contract_spec has the topic " + log.topics().getFirst().hex());
  }

  /// The events that the first topic names.
  private static List<AbiEvent> named(List<Abi> abis, EvmLog log) {
    List<Word> topics = log.topics();
    return topics.isEmpty()
        ? List.of()
        : abis.stream()
            .flatMap(abi -> abi.events().stream())
            .filter(event -> !event.anonymous() && event.topic0().equals(topics.getFirst()))
            .toList();
  }

  /// A log that no event names may be one of these.
  private static List<AbiEvent> anonymous(List<Abi> abis) {
    return abis.stream().flatMap(abi -> abi.events().stream()).filter(AbiEvent::anonymous).toList();
  }

  private static boolean isAsked(List<SignatureCondition> conditions, String signature) {
    return conditions.stream().anyMatch(c -> ConditionChecks.isSame(c.signature(), signature));
  }

  private static Seen decoded(
      String where,
      Address address,
      String kind,
      List<SignatureCondition> conditions,
      String signature,
      Arguments arguments) {
    List<Argument> shown = new ArrayList<>();
    for (Parameter argument : arguments.list()) {
      shown.add(new Argument(argument.name(), argument.kind(), argument.value()));
    }
    return new Seen(
        where,
        address.hex(),
        Lookup.DECODED,
        Optional.of(signature),
        "",
        shown,
        ConditionChecks.ofSignature(kind, conditions, signature, arguments));
  }

  private static Seen notDecoded(String where, Address emitter, AbiEvent event, EvmLog log) {
    boolean fits = event.fits(log.topics().size());
    long indexed = event.inputs().stream().filter(input -> input.indexed()).count();
    String detail =
        fits
            ? "the data is cut off or contradicts itself"
            : "the log has %d topics, the event of the contract_spec has %d"
                .formatted(log.topics().size(), indexed + (event.anonymous() ? 0 : 1));
    return new Seen(
        where,
        emitter.hex(),
        fits ? Lookup.NOT_DECODED : Lookup.OTHER_TOPIC_COUNT,
        Optional.of(event.signature()),
        detail,
        List.of(),
        List.of());
  }

  private static Seen notAsked(String where, Address address, String signature, String what) {
    return new Seen(
        where,
        address.hex(),
        Lookup.NOT_ASKED,
        Optional.of(signature),
        "no condition asks for this " + what,
        List.of(),
        List.of());
  }

  private static Seen nothing(String where, Address address, Lookup lookup, String detail) {
    return new Seen(where, address.hex(), lookup, Optional.empty(), detail, List.of(), List.of());
  }
}
