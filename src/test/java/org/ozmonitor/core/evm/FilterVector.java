package org.ozmonitor.core.evm;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.abi.Abi;
import org.ozmonitor.core.evm.abi.AbiParser;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.EvmPayloads;
import org.ozmonitor.fixture.SharedData;

/// One line of `evm-filter/index.jsonl` with the files that belong to it.
record FilterVector(JsonNode line, JsonNode monitor) {
  /// What is different from what upstream answered.
  enum Kind {
    /// We report a transaction that upstream does not.
    EXTRA,
    /// Upstream reports a transaction that we do not.
    MISSING,
    /// Both report it, and our match names all events and functions of upstream's, and more.
    MORE,
    /// Both report it, but the match says something else.
    CONTENT
  }

  record Difference(Kind kind, String text) {}

  static List<FilterVector> all() {
    return SharedData.jsonLines(SharedData.conformance("evm-filter/index.jsonl")).stream()
        .map(line -> new FilterVector(line, SharedData.json(file("monitors", line).orElseThrow())))
        .toList();
  }

  private static Optional<Path> file(String folder, JsonNode line) {
    Path file =
        SharedData.conformance("evm-filter")
            .resolve(folder)
            .resolve(line.get("id").textValue() + ".json");
    return Files.exists(file) ? Optional.of(file) : Optional.empty();
  }

  String name() {
    return line.get("id").textValue() + " (" + line.get("description").textValue() + ")";
  }

  /// The matches in upstream's order; empty where upstream's process ended.
  Optional<JsonNode> expected() {
    return file("expected", line).map(SharedData::json);
  }

  /// The first match complete.
  Optional<JsonNode> full() {
    return file("full", line).map(SharedData::json);
  }

  /// The hashes that a filter reports which knows the real status; empty where it makes no
  /// difference.
  Optional<List<String>> realTransactions() {
    return Optional.ofNullable(line.get("txs_with_real_status")).map(FilterVector::texts);
  }

  /// Whether upstream reports a status that it only assumed.
  boolean hasAssumedStatus() {
    return realTransactions().isPresent()
        || expected().stream()
            .flatMap(JsonNode::valueStream)
            .anyMatch(FilterVector::isStatusAssumed);
  }

  static boolean isStatusAssumed(JsonNode expectedMatch) {
    return expectedMatch.path("upstream_defect").asText().contains("status");
  }

  /// Heights of the blocks that were run.
  List<Long> blocks() {
    List<Long> blocks = new ArrayList<>();
    line.get("blocks").forEach(number -> blocks.add(number.longValue()));
    return blocks;
  }

  byte[] payload(long number) {
    return switch (line.get("dataset").textValue()) {
      case "real" -> EvmPayloads.mainnet(number);
      case "fixture" -> EvmPayloads.read(SharedData.conformance("evm-filter/data/fixture"), number);
      default -> EvmPayloads.read(SharedData.conformance("evm-filter/data/synthetic"), number);
    };
  }

  /// What the vectors themselves say of a defect of upstream.
  Optional<String> mark() {
    return Optional.ofNullable(line.get("upstream_defect")).map(JsonNode::textValue);
  }

  boolean endsUpstream() {
    return line.has("upstream_crash");
  }

  List<Abi> abis() {
    List<Abi> abis = new ArrayList<>();
    for (JsonNode address : monitor.get("addresses")) {
      JsonNode spec = address.path("contract_spec");
      if (spec.isArray()) {
        AbiParser.parse(spec.toString(), "", new Problems()).ifPresent(abis::add);
      }
    }
    return abis;
  }

  /// The conditions on events and functions.
  List<JsonNode> signatureConditions() {
    List<JsonNode> conditions = new ArrayList<>();
    for (String kind : List.of("events", "functions")) {
      monitor.at("/match_conditions/" + kind).forEach(conditions::add);
    }
    return conditions;
  }

  /// Whether everything that upstream says is there.
  static boolean onlyAdd(List<Difference> differences) {
    return differences.stream().allMatch(d -> d.kind() == Kind.EXTRA || d.kind() == Kind.MORE);
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.textValue()));
    return texts;
  }
}
