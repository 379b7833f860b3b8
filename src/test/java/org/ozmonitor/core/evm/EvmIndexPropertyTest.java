package org.ozmonitor.core.evm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.evm.block.EvmBlock;
import org.ozmonitor.core.evm.block.EvmBlockDecoder;
import org.ozmonitor.core.evm.block.EvmTransaction;
import org.ozmonitor.core.filter.ChainEngine.MonitorIndex;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.EvmPayloads;
import org.ozmonitor.fixture.MonitorJson;
import org.ozmonitor.fixture.SharedData;

class EvmIndexPropertyTest {
  private static final long SEED = 20_260_101L;
  private static final int ROUNDS = 12;

  /// Random subsets of monitors, in random order, on real blocks.
  @Test
  void theIndexFindsExactlyWhatEvaluatingEveryMonitorFinds() {
    List<ActiveMonitor> all = monitors();
    Random random = new Random(SEED);
    for (long number : new long[] {17173049, 17173050}) {
      byte[] payload = EvmPayloads.mainnet(number);
      EvmBlock block = EvmBlockDecoder.decode(payload);
      for (int round = 0; round < ROUNDS; round++) {
        List<ActiveMonitor> some = new ArrayList<>(all);
        Collections.shuffle(some, random);
        some = some.subList(0, 1 + random.nextInt(30));
        assertThat(indexed(some, payload))
            .as("seed %d, block %d, round %d", SEED, number, round)
            .isEqualTo(naive(some, block));
      }
    }
  }

  private static final int PAIRS = 100_000;
  private static final int MONITORS = 50;

  /// Random monitors of every shape on parts of real blocks, through an index that came about by
  /// changes. A seed may be given as `ozm.property.seed`.
  @Test
  void anIndexThatCameAboutByChangesFindsExactlyWhatEvaluatingEveryMonitorFinds() {
    long seed = Long.getLong("ozm.property.seed", SEED);
    Random random = new Random(seed);
    List<byte[]> payloads = PartsOfBlocks.of(random, 40);
    List<EvmBlock> blocks = payloads.stream().map(EvmBlockDecoder::decode).toList();
    RandomMonitors source = new RandomMonitors(random, blocks);
    int number = 0;
    long found = 0;
    for (int pairs = 0; pairs < PAIRS; pairs += MONITORS * blocks.size()) {
      List<ActiveMonitor> monitors = new ArrayList<>();
      while (monitors.size() < MONITORS) {
        monitors.add(source.next(number++));
      }
      MonitorIndex index = changedInto(monitors, source, random);
      for (int i = 0; i < blocks.size(); i++) {
        List<String> expected = naive(monitors, blocks.get(i));
        found += expected.size();
        assertThat(index.match(payloads.get(i)).stream().map(EvmIndexPropertyTest::shown))
            .as("seed %d, %d pairs before, part %d", seed, pairs, i)
            .containsExactlyInAnyOrderElementsOf(expected);
      }
    }
    assertThat(found).as("matches, or nothing was shown").isGreaterThan(PAIRS / 10);
  }

  /// An index of these monitors that held others before, and some of these in other revisions.
  private static MonitorIndex changedInto(
      List<ActiveMonitor> monitors, RandomMonitors source, Random random) {
    List<ActiveMonitor> before = new ArrayList<>();
    Set<UUID> ended = new HashSet<>();
    for (int i = 0; i < monitors.size(); i++) {
      ActiveMonitor other = source.next(1_000_000_000 + i);
      before.add(
          random.nextBoolean()
              ? other
              : new ActiveMonitor(other.tenant(), monitors.get(i).id(), 1, other.definition()));
      ended.add(other.id());
    }
    MonitorIndex index =
        new EvmEngine().compile(NetworkFacts.named("ethereum_mainnet"), before, new Problems());
    int half = random.nextInt(monitors.size());
    return index
        .updated(monitors.subList(0, half), Set.of(), new Problems())
        .updated(monitors.subList(half, monitors.size()), ended, new Problems());
  }

  private static List<ActiveMonitor> monitors() {
    List<JsonNode> documents = new ArrayList<>();
    SharedData.json(SharedData.conformance("bench/monitors-100.json")).forEach(documents::add);
    try (Stream<Path> files = Files.list(SharedData.conformance("evm-filter/monitors"))) {
      files.sorted().map(SharedData::json).forEach(documents::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return documents.stream().map(MonitorJson::active).toList();
  }

  private static List<String> indexed(List<ActiveMonitor> monitors, byte[] payload) {
    return new EvmEngine()
            .compile(NetworkFacts.named("ethereum_mainnet"), monitors, new Problems())
            .match(payload)
            .stream()
            .map(EvmIndexPropertyTest::shown)
            .toList();
  }

  private static String shown(MonitorMatch match) {
    JsonNode evm = SharedData.parse(match.matchJson()).get("EVM");
    List<String> transactions = new ArrayList<>();
    for (JsonNode entry : evm.at("/matched_on/transactions")) {
      transactions.add(
          entry.get("status").textValue() + "{" + entry.get("expression").asText() + "}");
    }
    return match.monitor().definition().name()
        + " "
        + match.transactionId()
        + " events "
        + entries(evm, "events")
        + " functions "
        + entries(evm, "functions")
        + " transactions "
        + transactions;
  }

  private static List<String> entries(JsonNode evm, String kind) {
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < evm.at("/matched_on/" + kind).size(); i++) {
      JsonNode condition = evm.at("/matched_on/" + kind + "/" + i);
      List<String> arguments = new ArrayList<>();
      for (JsonNode a : evm.at("/matched_on_args/" + kind + "/" + i + "/args")) {
        arguments.add(
            a.get("name").textValue()
                + ":"
                + a.get("kind").textValue()
                + "="
                + a.get("value").textValue()
                + (a.get("indexed").booleanValue() ? " indexed" : ""));
      }
      entries.add(
          condition.get("signature").textValue()
              + "{"
              + condition.get("expression").asText()
              + "}"
              + arguments);
    }
    return entries;
  }

  private static List<String> naive(List<ActiveMonitor> monitors, EvmBlock block) {
    List<String> found = new ArrayList<>();
    for (ActiveMonitor monitor : monitors) {
      for (EvmTransaction transaction : block.transactions()) {
        new NaiveEvaluation(monitor.definition(), transaction)
            .run()
            .ifPresent(
                line ->
                    found.add(
                        monitor.definition().name() + " " + transaction.hash().hex() + " " + line));
      }
    }
    return found;
  }
}
