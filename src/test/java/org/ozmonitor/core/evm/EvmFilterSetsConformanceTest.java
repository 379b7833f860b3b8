package org.ozmonitor.core.evm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.filter.ChainEngine.MonitorIndex;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.EvmPayloads;
import org.ozmonitor.fixture.MonitorJson;
import org.ozmonitor.fixture.SharedData;
import org.ozmonitor.fixture.Tally;

/// Several monitors in one process. Upstream takes the ABI of calls from a list of the whole
/// process, so monitors on one address change what each other matches, by their order (no. 10 in
/// `docs/compatibility.md`); here a monitor matches what it matches alone.
class EvmFilterSetsConformanceTest {
  private static final String SHARED_ABI = "10: a monitor's calls are decoded by its own ABI only";

  @Test
  void monitorsTogetherMatchWhatEachMatchesAlone() throws IOException {
    Tally tally = new Tally("evm-filter/sets");
    try (Stream<Path> files = Files.list(SharedData.conformance("evm-filter/sets"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        judge(SharedData.json(file), tally);
      }
    }
    tally.close();
  }

  private static void judge(JsonNode set, Tally tally) {
    String name = set.get("id").textValue();
    List<JsonNode> monitors = monitors(set);
    List<String> together = found(set, monitors);
    List<String> alone = new ArrayList<>();
    monitors.forEach(monitor -> alone.addAll(found(set, List.of(monitor))));
    assertThat(together).as(name).containsExactlyInAnyOrderElementsOf(alone);
    List<String> expected = new ArrayList<>();
    set.get("expected").forEach(match -> expected.add(shown(match)));
    if (ordered(expected, monitors).equals(ordered(together, monitors))) {
      tally.agree();
    } else if (shareAnAddressWithOtherAbis(monitors)) {
      tally.except(SHARED_ABI, name);
    } else {
      tally.fail(name, "\n  expected " + expected + "\n  actual   " + together);
    }
  }

  /// Monitors have no fixed order upstream; inside each, matches have.
  private static Map<String, List<String>> ordered(List<String> matches, List<JsonNode> monitors) {
    Map<String, List<String>> byMonitor = new HashMap<>();
    for (JsonNode monitor : monitors) {
      String prefix = monitor.get("name").textValue() + " 0x";
      byMonitor.put(prefix, matches.stream().filter(m -> m.startsWith(prefix)).toList());
    }
    return byMonitor;
  }

  private static List<JsonNode> monitors(JsonNode set) {
    List<JsonNode> monitors = new ArrayList<>();
    for (JsonNode id : set.get("monitors")) {
      Path own = SharedData.conformance("evm-filter/sets/monitors");
      monitors.add(SharedData.json(own.resolve(id.textValue() + ".json")));
    }
    return monitors;
  }

  private static List<String> found(JsonNode set, List<JsonNode> monitors) {
    MonitorIndex index =
        new EvmEngine()
            .compile(
                NetworkFacts.named("ethereum_mainnet"),
                monitors.stream().map(MonitorJson::active).toList(),
                new Problems());
    List<String> found = new ArrayList<>();
    for (JsonNode number : set.get("blocks")) {
      for (MonitorMatch match : index.match(EvmPayloads.mainnet(number.longValue()))) {
        JsonNode evm = SharedData.parse(match.matchJson()).get("EVM");
        found.add(
            match.monitor().definition().name()
                + " "
                + match.transactionId()
                + " "
                + evm.get("matched_on"));
      }
    }
    return found;
  }

  private static String shown(JsonNode expected) {
    return expected.get("monitor").textValue()
        + " "
        + expected.get("tx").textValue()
        + " "
        + expected.get("matched_on");
  }

  private static boolean shareAnAddressWithOtherAbis(List<JsonNode> monitors) {
    Map<String, Set<String>> specs = new HashMap<>();
    for (JsonNode monitor : monitors) {
      for (JsonNode entry : monitor.get("addresses")) {
        specs
            .computeIfAbsent(
                entry.get("address").textValue().toLowerCase(Locale.ROOT), _ -> new HashSet<>())
            .add(entry.path("contract_spec").toString());
      }
    }
    return specs.values().stream().anyMatch(texts -> texts.size() > 1);
  }
}
