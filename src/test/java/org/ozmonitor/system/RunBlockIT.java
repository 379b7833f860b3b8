package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ozmonitor.fixture.ChainDataNode;
import org.ozmonitor.fixture.JarCommand;
import org.ozmonitor.fixture.Tree;

/// Vectors of the conformance folder through the command: what `run-block` prints for two real
/// blocks is
/// what OpenZeppelin Monitor found in them.
final class RunBlockIT {
  private static final Path CHAIN_DATA =
      Path.of(System.getProperty("ozm.chain-data", "../shared/chain-data")).resolve("evm/mainnet");
  private static final Path VECTORS =
      Path.of(System.getProperty("ozm.conformance", "../shared/conformance")).resolve("evm-filter");

  @TempDir private Path directory;

  @BeforeAll
  static void needsVectors() {
    Assumptions.assumeTrue(Files.isDirectory(VECTORS), "no vectors: -Dozm.conformance=DIR");
    Assumptions.assumeTrue(Files.isDirectory(CHAIN_DATA), "no blocks: -Dozm.chain-data=DIR");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evmf-003", "evmf-005", "evmf-008", "evmf-014", "evmf-015"})
  void printsWhatUpstreamFound(String vector) throws IOException {
    Path monitor = VECTORS.resolve("monitors").resolve(vector + ".json");
    Assumptions.assumeTrue(Files.exists(monitor), vector + " is not among these vectors");
    JsonArray expected =
        new JsonArray(Files.readString(VECTORS.resolve("expected").resolve(vector + ".json")));
    assertThat(expected.isEmpty()).isFalse();
    try (ChainDataNode chain = new ChainDataNode(CHAIN_DATA)) {
      Tree tree =
          new Tree(directory.resolve("tree"))
              .network("ethereum_mainnet", chain.url(), new JsonObject());
      for (long block : List.of(17173049L, 17173050L)) {
        assertThat(found(tree, monitor, block)).isEqualTo(of(expected, block));
      }
    }
  }

  private List<String> found(Tree tree, Path monitor, long block) {
    return new JsonArray(JarCommand.runBlock(directory, tree, monitor, block))
        .stream()
            .map(match -> ((JsonObject) match).getJsonObject("EVM"))
            .map(
                match ->
                    summary(
                        match.getJsonObject("transaction").getString("hash"),
                        match.getJsonObject("matched_on"),
                        match.getJsonObject("matched_on_args")))
            .toList();
  }

  private static List<String> of(JsonArray expected, long block) {
    return expected.stream()
        .map(JsonObject.class::cast)
        .filter(match -> match.getLong("block") == block)
        .map(
            match ->
                summary(
                    match.getString("tx"),
                    match.getJsonObject("matched_on"),
                    match.getJsonObject("matched_on_args")))
        .toList();
  }

  /// Both sides write their keys in order, so equal objects have equal texts.
  private static String summary(String transaction, JsonObject on, JsonObject arguments) {
    return transaction + " " + on.encode() + " " + arguments.encode();
  }
}
