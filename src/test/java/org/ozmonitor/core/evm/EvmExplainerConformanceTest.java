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
import java.util.Random;
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
import org.ozmonitor.core.filter.ChainEngine.MonitorIndex;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.EvmPayloads;
import org.ozmonitor.fixture.MonitorJson;
import org.ozmonitor.fixture.SharedData;

/// An explanation never says anything else than the index does: for all monitors of the vectors and
/// all transactions of their blocks, for listed addresses and for every address.
final class EvmExplainerConformanceTest {
  private static final long SEED = 20_260_102L;
  private static final int RANDOM_MONITORS = 100;

  @Test
  void explanationsAgreeWithTheIndexOnEveryTransactionOfTheVectors() {
    List<EvmBlock> blocks = payloads().stream().map(EvmBlockDecoder::decode).toList();
    int matches = 0;
    for (ActiveMonitor monitor : monitors()) {
      matches += compare(monitor, blocks, "vectors");
    }
    System.out.printf("explained as the index finds: %d matches%n", matches);
    assertThat(matches).isPositive();
  }

  /// A seed may be given as `ozm.property.seed`.
  @Test
  void explanationsAgreeWithTheIndexOnRandomMonitors() {
    long seed = Long.getLong("ozm.property.seed", SEED);
    Random random = new Random(seed);
    List<EvmBlock> blocks =
        PartsOfBlocks.of(random, 20).stream().map(EvmBlockDecoder::decode).toList();
    var source = new RandomMonitors(random, blocks);
    int matches = 0;
    for (int number = 0; number < RANDOM_MONITORS; number++) {
      matches += compare(source.next(number), blocks, "seed " + seed);
    }
    assertThat(matches).as("matches, or nothing was shown").isGreaterThan(RANDOM_MONITORS / 10);
  }

  /// The number of matches.
  private static int compare(ActiveMonitor monitor, List<EvmBlock> blocks, String of) {
    EvmExplainer explainer =
        new EvmExplainer("ethereum_mainnet", monitor.definition(), new Problems());
    MonitorIndex index =
        new EvmEngine()
            .compile(NetworkFacts.named("ethereum_mainnet"), List.of(monitor), new Problems());
    int matches = 0;
    for (EvmBlock block : blocks) {
      Map<String, String> found = new LinkedHashMap<>();
      for (EvmTransaction transaction : block.transactions()) {
        Explanation explanation = explainer.explain(block, transaction);
        if (explanation.decision().matches()) {
          found.put(explanation.transaction(), shown(explanation));
        }
      }
      assertThat(found)
          .as("%s: %s in block %d", of, monitor.definition(), block.number())
          .isEqualTo(indexed(index, block.payload()));
      matches += found.size();
    }
    return matches;
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
    List<ActiveMonitor> monitors = new ArrayList<>();
    documents.forEach(document -> monitors.add(MonitorJson.active(document)));
    for (String folder : List.of("evm-filter/monitors", "evm-filter/sets/monitors")) {
      for (Path file : files(SharedData.conformance(folder))) {
        monitors.add(MonitorJson.active(SharedData.json(file)));
        everywhere(monitors.getLast()).ifPresent(monitors::add);
      }
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

  private static Map<String, String> indexed(MonitorIndex index, byte[] payload) {
    Map<String, String> found = new LinkedHashMap<>();
    for (MonitorMatch match : index.match(payload)) {
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
