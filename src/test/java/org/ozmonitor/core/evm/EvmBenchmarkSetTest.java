package org.ozmonitor.core.evm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.filter.ChainEngine.MonitorIndex;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.EvmPayloads;
import org.ozmonitor.fixture.MonitorJson;
import org.ozmonitor.fixture.SharedData;

/// The large sets of monitors: the same matches as OpenZeppelin Monitor, by number and digest, when
/// every transaction counts as succeeded, which is what it assumes in blocks with logs.
class EvmBenchmarkSetTest {
  @ParameterizedTest
  @ValueSource(ints = {10, 100, 1_000, 10_000})
  void aSetOfMonitorsMatchesWhatOpenZeppelinMonitorMatches(int size) throws IOException {
    MonitorIndex index =
        new EvmEngine()
            .compile(NetworkFacts.named("ethereum_mainnet"), monitors(size), new Problems());
    assertThat(index.size()).isEqualTo(size);
    JsonNode expected =
        SharedData.json(SharedData.conformance("bench/expected-counts.json")).at("/sets/" + size);
    for (long block : new long[] {17173049, 17173050}) {
      List<MonitorMatch> matches = index.match(withoutFailures(EvmPayloads.mainnet(block)));
      JsonNode counts = expected.get(Long.toString(block));
      assertThat(matches).as("block %d", block).hasSize(counts.get("matches").intValue());
      assertThat(digest(matches)).isEqualTo(counts.get("sha256").textValue());
    }
  }

  private static byte[] withoutFailures(byte[] payload) {
    return new String(payload, StandardCharsets.UTF_8)
        .replaceAll("\"status\":\\s*\"0x0\"", "\"status\":\"0x1\"")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static List<ActiveMonitor> monitors(int size) throws IOException {
    List<ActiveMonitor> monitors = new ArrayList<>();
    if (size < 10_000) {
      SharedData.json(SharedData.conformance("bench/monitors-" + size + ".json"))
          .forEach(json -> monitors.add(MonitorJson.active(json)));
    } else {
      try (InputStream in =
          new GZIPInputStream(
              Files.newInputStream(
                  SharedData.conformance("bench/monitors-" + size + ".json.gz")))) {
        SharedData.JSON.readTree(in).forEach(json -> monitors.add(MonitorJson.active(json)));
      }
    }
    return monitors;
  }

  private static String digest(List<MonitorMatch> matches) {
    String lines =
        String.join(
            "\n",
            matches.stream()
                .map(m -> m.monitor().definition().name() + "|" + m.transactionId())
                .sorted()
                .toList());
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(lines.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
