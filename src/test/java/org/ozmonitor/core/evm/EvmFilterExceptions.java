package org.ozmonitor.core.evm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ozmonitor.core.evm.FilterVector.Difference;
import org.ozmonitor.core.evm.abi.Abi;
import org.ozmonitor.core.evm.abi.AbiEvent;
import org.ozmonitor.core.evm.abi.AbiParameter;

/// The reviewed table of filter vectors where we differ from OpenZeppelin Monitor on purpose.
///
/// A case is recognised by what stands in the monitor, never by its name; and it may only add
/// transactions, or events and functions to a match: all that upstream says must be there.
///
/// Numbers are those of the list of defects in `docs/compatibility.md`. Two more rules stand in
/// {@link EvmFilterConformanceTest}: statuses (1), where the vectors say what is right, and the log
/// without topics (6), where upstream gives no answer.
enum EvmFilterExceptions {
  SIGNATURE("19: signatures are parsed: names, aliases, `indexed` and `tuple` are understood") {
    @Override
    boolean applies(FilterVector vector) {
      Set<String> known = new HashSet<>();
      vector.abis().forEach(abi -> signatures(abi).forEach(s -> known.add(bare(s))));
      return vector.signatureConditions().stream()
          .map(condition -> condition.get("signature").textValue())
          .anyMatch(text -> !known.contains(bare(text)) && known.contains(parsed(text)));
    }
  },
  REPEATED_ADDRESS("11: all ABIs given for an address count") {
    @Override
    boolean applies(FilterVector vector) {
      Set<String> seen = new HashSet<>();
      return Stream.of(vector.monitor().get("addresses"))
          .flatMap(JsonNode::valueStream)
          .map(entry -> bare(entry.get("address").textValue().replaceFirst("^0x", "")))
          .anyMatch(address -> !seen.add(address));
    }
  },
  KIND("20, 22, 24: expressions know every type of the ABI, and what is inside tuples and arrays") {
    @Override
    boolean applies(FilterVector vector) {
      return vector.signatureConditions().stream()
          .anyMatch(
              condition ->
                  inputs(vector, condition)
                      .filter(p -> !SIMPLE.contains(p.kind().toLowerCase(Locale.ROOT)))
                      .anyMatch(p -> condition.path("expression").asText().contains(p.name())));
    }
  },
  GRAMMAR("25: line breaks, upper-case booleans, escaped quotes, `$` and keywords as names") {
    @Override
    boolean applies(FilterVector vector) {
      return Stream.concat(
              vector.signatureConditions().stream(),
              vector.monitor().at("/match_conditions/transactions").valueStream())
          .map(condition -> condition.path("expression").asText())
          .anyMatch(text -> BEYOND_GRAMMAR.matcher(text).find());
    }
  },
  SAME_TOPIC("7: events with one topic are told apart by the number of topics") {
    @Override
    boolean applies(FilterVector vector) {
      return vector.signatureConditions().stream()
          .anyMatch(condition -> events(vector, condition).count() > 1);
    }
  },
  ANONYMOUS("8: anonymous events are found by emitter and number of topics") {
    @Override
    boolean applies(FilterVector vector) {
      return vector.signatureConditions().stream()
          .flatMap(condition -> events(vector, condition))
          .anyMatch(AbiEvent::anonymous);
    }
  },
  LIBRARY_TYPE("enumerations and contracts in functions of libraries are decoded") {
    @Override
    boolean applies(FilterVector vector) {
      return vector.signatureConditions().stream()
          .filter(condition -> condition.get("signature").textValue().contains("."))
          .anyMatch(
              condition -> inputs(vector, condition).allMatch(input -> input.type().isResolved()));
    }
  };

  /// Kinds without parts, which upstream compares.
  private static final Set<String> SIMPLE =
      Set.of(
          "uint8", "uint16", "uint32", "uint64", "uint128", "uint256", "int8", "int16", "int32",
          "int64", "int128", "int256", "address", "string", "bytes", "bytes32", "bool");

  private static final Pattern BEYOND_GRAMMAR =
      Pattern.compile("[\\r\\n$]|\\\\|\\b(TRUE|True|FALSE|False)\\b|^\\s*(or|and|contains)\\b");

  private final String reason;

  EvmFilterExceptions(String reason) {
    this.reason = reason;
  }

  abstract boolean applies(FilterVector vector);

  /// Why a vector may differ as it does; empty when nothing in the table allows it.
  static Optional<String> reason(FilterVector vector, List<Difference> differences) {
    if (!FilterVector.onlyAdd(differences)) {
      return Optional.empty();
    }
    return Stream.of(values())
        .filter(rule -> rule.applies(vector))
        .map(rule -> rule.reason)
        .findFirst()
        .or(() -> vector.mark().map(mark -> "marked as upstream's defect: " + mark));
  }

  private static Stream<String> signatures(Abi abi) {
    return Stream.concat(
        abi.events().stream().map(AbiEvent::signature),
        abi.functions().stream().map(f -> f.signature()));
  }

  private static Stream<AbiEvent> events(FilterVector vector, JsonNode condition) {
    return vector.abis().stream()
        .flatMap(abi -> abi.events().stream())
        .filter(event -> isNamed(event.signature(), condition));
  }

  /// The parameters of what a condition names.
  private static Stream<AbiParameter> inputs(FilterVector vector, JsonNode condition) {
    return Stream.concat(
        events(vector, condition).flatMap(event -> event.inputs().stream()),
        vector.abis().stream()
            .flatMap(abi -> abi.functions().stream())
            .filter(function -> isNamed(function.signature(), condition))
            .flatMap(function -> function.inputs().stream()));
  }

  private static boolean isNamed(String signature, JsonNode condition) {
    return parsed(signature).equals(parsed(condition.get("signature").textValue()));
  }

  /// As upstream compares signatures and addresses.
  private static String bare(String text) {
    return text.replaceAll("\\s", "").toLowerCase(Locale.ROOT);
  }

  private static String parsed(String text) {
    return Signatures.normalise(text);
  }
}
