package org.ozmonitor.core.evm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.evm.block.EvmBlock;
import org.ozmonitor.core.evm.block.EvmBlockDecoder;
import org.ozmonitor.core.evm.block.EvmTransaction;
import org.ozmonitor.core.evm.explain.Explanation;
import org.ozmonitor.core.evm.explain.Explanation.Asked;
import org.ozmonitor.core.evm.explain.Explanation.Check;
import org.ozmonitor.core.evm.explain.Explanation.Outcome;
import org.ozmonitor.core.evm.explain.Explanation.Seen;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.EvmPayloads;
import org.ozmonitor.fixture.MonitorJson;
import org.ozmonitor.fixture.SharedData;

/// An explanation never says anything else than the index does: for all monitors of the vectors and
/// all transactions of their blocks, for listed addresses and for every address.
final class EvmExplainerConformanceTest {
  @Test
  void explanationsAgreeWithTheIndexOnEveryTransaction() {
    List<byte[]> payloads = payloads();
    int matches = 0;
    int explained = 0;
    for (ActiveMonitor monitor : monitors()) {
      EvmExplainer explainer =
          new EvmExplainer("ethereum_mainnet", monitor.definition(), new Problems());
      for (byte[] payload : payloads) {
        Map<String, String> indexed = indexed(monitor, payload);
        EvmBlock block = EvmBlockDecoder.decode(payload);
        Map<String, String> found = new LinkedHashMap<>();
        for (EvmTransaction transaction : block.transactions()) {
          Explanation explanation = explainer.explain(block, transaction);
          explained++;
          if (explanation.decision().matches()) {
            found.put(explanation.transaction(), shown(explanation));
          }
        }
        assertThat(found)
            .as("%s in block %d", monitor.definition().name(), block.number())
            .isEqualTo(indexed);
        matches += found.size();
      }
    }
    System.out.printf("explained %d times, %d matches, as the index%n", explained, matches);
    assertThat(matches).isPositive();
  }

  private static List<byte[]> payloads() {
    List<byte[]> payloads = new ArrayList<>();
    payloads.add(EvmPayloads.mainnet(17173049));
    payloads.add(EvmPayloads.mainnet(17173050));
    for (String folder : List.of("fixture", "synthetic")) {
      Path data = SharedData.conformance("evm-filter/data").resolve(folder);
      for (Path file : files(data)) {
        String name = file.getFileName().toString();
        if (name.startsWith("block-")) {
          String number = name.substring("block-".length(), name.indexOf('.'));
          payloads.add(EvmPayloads.read(data, Long.parseLong(number)));
        }
      }
    }
    return payloads;
  }

  private static List<ActiveMonitor> monitors() {
    List<JsonNode> documents = new ArrayList<>();
    SharedData.json(SharedData.conformance("bench/monitors-100.json")).forEach(documents::add);
    for (String folder : List.of("evm-filter/monitors", "evm-filter/sets/monitors")) {
      files(SharedData.conformance(folder)).forEach(file -> documents.add(SharedData.json(file)));
    }
    List<ActiveMonitor> monitors = new ArrayList<>();
    for (JsonNode document : documents) {
      monitors.add(MonitorJson.active(document));
      everywhere(monitors.getLast()).ifPresent(monitors::add);
    }
    return monitors;
  }

  /// The same monitor for every address.
  private static Optional<ActiveMonitor> everywhere(ActiveMonitor monitor) {
    Monitor listed = monitor.definition();
    return listed.addresses().stream()
        .flatMap(address -> address.contractSpecJson().stream())
        .findFirst()
        .map(
            spec ->
                new Monitor(
                    listed.name() + " everywhere",
                    listed.networks(),
                    listed.paused(),
                    List.of(),
                    listed.functions(),
                    listed.events(),
                    listed.transactions(),
                    listed.triggerConditions(),
                    listed.triggers(),
                    listed.chainConfigurationsJson(),
                    true,
                    Optional.of(spec)))
        .map(made -> new ActiveMonitor(monitor.tenant(), monitor.id(), 1, made));
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> indexed(ActiveMonitor monitor, byte[] payload) {
    Map<String, String> found = new LinkedHashMap<>();
    for (MonitorMatch match :
        new EvmEngine()
            .compile(NetworkFacts.named("ethereum_mainnet"), List.of(monitor), new Problems())
            .match(payload)) {
      JsonNode on = SharedData.parse(match.matchJson()).at("/EVM/matched_on");
      List<String> conditions = new ArrayList<>();
      for (String kind : List.of("functions", "events")) {
        for (JsonNode entry : on.get(kind)) {
          conditions.add(
              "%s{%s}"
                  .formatted(entry.get("signature").asText(), entry.get("expression").asText()));
        }
      }
      for (JsonNode entry : on.get("transactions")) {
        conditions.add("transaction{%s}".formatted(entry.get("expression").asText()));
      }
      found.put(match.transactionId(), conditions.toString());
    }
    return found;
  }

  /// What a match would carry, in its order.
  private static String shown(Explanation explanation) {
    List<String> conditions = new ArrayList<>();
    for (Seen seen : explanation.seen()) {
      for (Check check : seen.checks()) {
        if (check.outcome() == Outcome.HOLDS) {
          conditions.add(
              "%s{%s}"
                  .formatted(seen.signature().orElseThrow(), check.expression().orElse("null")));
        }
      }
    }
    for (Asked asked : explanation.conditions()) {
      for (Check check : asked.checks()) {
        if (check.outcome() == Outcome.HOLDS) {
          conditions.add("transaction{%s}".formatted(check.expression().orElse("null")));
        }
      }
    }
    return conditions.toString();
  }
}
