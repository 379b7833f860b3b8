package org.ozmonitor.core.evm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.evm.block.EvmBlockDecoder;
import org.ozmonitor.core.filter.ChainEngine.MonitorIndex;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.EvmPayloads;
import org.ozmonitor.fixture.MonitorJson;
import org.ozmonitor.fixture.SharedData;

/// What OpenZeppelin Monitor answers for monitors on real and made-up blocks.
class EvmFilterConformanceTest {
  private final EvmEngine engine = new EvmEngine();
  private final Map<String, byte[]> payloads = new HashMap<>();

  @Test
  void realBlocksGiveTheMatchesOfOpenZeppelinMonitor() {
    Outcome required = new Outcome();
    Outcome further = new Outcome();
    for (JsonNode vector : vectors()) {
      if (vector.get("dataset").textValue().equals("real")) {
        (isRequired(vector) ? required : further).take(vector, differences(vector));
      }
    }
    required.print("real, required");
    further.print("real, next");
    assertThat(required.passed).isNotEmpty();
    assertThat(required.failed).isEmpty();
    assertThat(further.failed).isEmpty();
  }

  @Test
  void madeUpBlocksGiveTheMatchesOfOpenZeppelinMonitor() {
    Outcome outcome = new Outcome();
    for (JsonNode vector : vectors()) {
      if (!vector.get("dataset").textValue().equals("real")) {
        outcome.take(vector, differences(vector));
      }
    }
    outcome.print("synthetic and fixture");
  }

  private static List<JsonNode> vectors() {
    return SharedData.jsonLines(SharedData.conformance("evm-filter/index.jsonl"));
  }

  /// Only events or only functions, no known defect, no receipts.
  private static boolean isRequired(JsonNode vector) {
    JsonNode conditions = monitor(vector).get("match_conditions");
    return !vector.has("upstream_defect")
        && !conditions.toString().contains("gas_used")
        && conditions.get("transactions").isEmpty()
        && conditions.get("events").isEmpty() != conditions.get("functions").isEmpty();
  }

  private static JsonNode monitor(JsonNode vector) {
    return SharedData.json(folder("monitors").resolve(id(vector) + ".json"));
  }

  private static String id(JsonNode vector) {
    return vector.get("id").textValue();
  }

  private static Path folder(String name) {
    return SharedData.conformance("evm-filter").resolve(name);
  }

  private List<String> differences(JsonNode vector) {
    Problems problems = new Problems();
    MonitorIndex index =
        engine.compile(
            NetworkFacts.named("ethereum_mainnet"),
            List.of(MonitorJson.active(monitor(vector))),
            problems);
    List<String> differences = new ArrayList<>();
    problems.errors().forEach(problem -> differences.add(problem.toString()));
    Map<String, MonitorMatch> matches = new LinkedHashMap<>();
    for (JsonNode number : vector.get("blocks")) {
      for (MonitorMatch match : index.match(payload(vector, number.longValue()))) {
        matches.put(match.transactionId(), match);
        assertThat(SharedData.parse(match.matchJson())).hasToString(match.matchJson());
      }
    }
    if (!vector.has("upstream_crash")) {
      compareAll(vector, matches, differences);
    }
    return differences;
  }

  private static void compareAll(
      JsonNode vector, Map<String, MonitorMatch> matches, List<String> differences) {
    JsonNode expected = SharedData.json(folder("expected").resolve(id(vector) + ".json"));
    compare(
        "transactions",
        expectedTransactions(vector, expected),
        List.copyOf(matches.keySet()),
        differences);
    for (JsonNode wanted : expected) {
      Optional.ofNullable(matches.get(wanted.get("tx").textValue()))
          .ifPresent(match -> compareMatch(wanted, match, differences));
    }
    Path full = folder("full").resolve(id(vector) + ".json");
    if (Files.exists(full)) {
      JsonNode wanted = SharedData.json(full);
      String hash = wanted.at("/EVM/transaction/hash").textValue();
      String actual =
          Optional.ofNullable(matches.get(hash)).map(MonitorMatch::matchJson).orElse("none");
      compare("full " + hash, wanted.toString(), actual, differences);
    }
  }

  private static List<String> expectedTransactions(JsonNode vector, JsonNode expected) {
    List<String> transactions = new ArrayList<>();
    if (vector.has("txs_with_real_status")) {
      vector.get("txs_with_real_status").forEach(hash -> transactions.add(hash.textValue()));
    } else {
      expected.forEach(match -> transactions.add(match.get("tx").textValue()));
    }
    return transactions;
  }

  private static void compareMatch(
      JsonNode expected, MonitorMatch match, List<String> differences) {
    String hash = match.transactionId();
    JsonNode actual = SharedData.parse(match.matchJson()).get("EVM");
    if (!expected.path("upstream_defect").asText().contains("status")) {
      compare(
          hash + " matched_on", expected.get("matched_on"), actual.get("matched_on"), differences);
    }
    compare(
        hash + " matched_on_args",
        expected.get("matched_on_args"),
        actual.get("matched_on_args"),
        differences);
    compare(
        hash + " logs", expected.get("logs").intValue(), actual.get("logs").size(), differences);
    compare(
        hash + " receipt",
        expected.get("receipt_present").booleanValue(),
        !actual.get("receipt").isNull(),
        differences);
    Map<String, String> wanted = new TreeMap<>();
    expected
        .get("variables")
        .properties()
        .forEach(field -> wanted.put(field.getKey(), field.getValue().textValue()));
    compare(hash + " variables", wanted, new TreeMap<>(match.variables()), differences);
  }

  private static void compare(
      String what, Object expected, Object actual, List<String> differences) {
    if (!expected.equals(actual)) {
      differences.add(what + "\n    expected " + expected + "\n    actual   " + actual);
    }
  }

  private byte[] payload(JsonNode vector, long number) {
    String dataset = vector.get("dataset").textValue();
    return payloads.computeIfAbsent(
        dataset + number,
        key ->
            switch (dataset) {
              case "real" -> EvmPayloads.mainnet(number);
              case "fixture" -> EvmPayloads.read(folder("data/fixture"), number);
              default -> EvmPayloads.read(folder("data/synthetic"), number);
            });
  }

  @Test
  void everyBlockOfTheVectorsIsTakenAsComplete() {
    for (JsonNode vector : vectors()) {
      for (JsonNode number : vector.get("blocks")) {
        assertThat(EvmBlockDecoder.decode(payload(vector, number.longValue())).number())
            .isEqualTo(number.longValue());
      }
    }
  }

  /// Which vectors passed and which did not, printed by name.
  private static final class Outcome {
    private final List<String> passed = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();
    private final List<String> differing = new ArrayList<>();

    void take(JsonNode vector, List<String> differences) {
      String name = id(vector) + " " + vector.get("description").textValue();
      if (differences.isEmpty()) {
        passed.add(name);
      } else if (vector.has("upstream_defect")) {
        differing.add(name + "\n  " + vector.get("upstream_defect").textValue());
      } else {
        failed.add(name + "\n  " + String.join("\n  ", differences));
      }
    }

    void print(String title) {
      System.out.printf(
          "%s: %d passed, %d failed, %d differ from a known defect%n",
          title, passed.size(), failed.size(), differing.size());
      differing.forEach(name -> System.out.println("  differs " + name));
      passed.forEach(name -> System.out.println("  passed " + name));
      failed.forEach(name -> System.out.println("  failed " + name));
    }
  }
}
