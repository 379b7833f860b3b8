package org.ozmonitor.core.evm.block;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.evm.EvmEngine;
import org.ozmonitor.core.filter.ChainEngine.MonitorIndex;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.filter.PayloadException;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.Allocation;
import org.ozmonitor.fixture.Fuzz;
import org.ozmonitor.fixture.JsonMutation;
import org.ozmonitor.fixture.MonitorJson;
import org.ozmonitor.fixture.SharedData;

/// Broken payloads are refused by a {@link PayloadException} or read, in bounded time and memory;
/// and what is read is what a JSON library reads.
class BlockFuzzTest {
  private static final int LOOPS = 2;
  private static final int LARGEST = 60_000;

  private static final String TOKENS =
      """
      {"name":"t","networks":["n"],"paused":false,"addresses":[],"any_address":true,
       "contract_spec":[
         {"type":"event","name":"Transfer","anonymous":false,"inputs":[
           {"name":"from","type":"address","indexed":true},
           {"name":"to","type":"address","indexed":true},
           {"name":"value","type":"uint256"}]},
         {"type":"event","name":"Any","anonymous":true,"inputs":[
           {"name":"a","type":"bytes32","indexed":true},
           {"name":"b","type":"bytes32","indexed":true},{"name":"c","type":"string"}]},
         {"type":"function","name":"transfer","outputs":[],"inputs":[
           {"name":"to","type":"address"},{"name":"amount","type":"uint256"}]}],
       "match_conditions":{"transactions":[],
         "events":[
           {"signature":"Transfer(address,address,uint256)","expression":"value > 0"},
           {"signature":"Transfer(address,address,uint256)","expression":null},
           {"signature":"Any(bytes32,bytes32,string)","expression":"c != 'x'"}],
         "functions":[{"signature":"transfer(address,uint256)","expression":"amount >= 0"}]},
       "trigger_conditions":[],"triggers":[]}\
      """;

  /// A JSON library that takes nothing but JSON.
  private static final ObjectMapper STRICT =
      JsonMapper.builder(
              new JsonFactoryBuilder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(1_000_000).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /// A sound payload, and an index that finds all of it.
  @SuppressWarnings("ArrayRecordComponent")
  private record Original(byte[] bytes, MonitorIndex index) {}

  @Test
  void soundPayloadsMatchInEveryWay() throws IOException {
    assertThat(payloads())
        .flatExtracting(payload -> payload.index().match(payload.bytes()))
        .extracting(match -> match.monitor().definition().name())
        .contains("m", "t");
  }

  @Test
  void brokenPayloadsAreRefusedOrReadAsAJsonLibraryReadsThem() throws IOException {
    List<Original> payloads = payloads();
    Fuzz.configured()
        .share(LOOPS)
        .run(
            "blocks",
            random -> {
              Original original = payloads.get(random.nextInt(payloads.size()));
              byte[] broken = JsonMutation.mutate(random, original.bytes());
              decode(broken)
                  .ifPresent(
                      block -> {
                        assertThat(DecodedText.of(block))
                            .as("%s", shown(broken))
                            .isEqualTo(DecodedText.of(tree(broken)));
                        match(original.index(), broken);
                      });
            });
  }

  private static Optional<EvmBlock> decode(byte[] payload) {
    try {
      return Optional.of(
          Allocation.within(
              (4L << 20) + 100L * payload.length, () -> EvmBlockDecoder.decode(payload)));
    } catch (PayloadException refused) {
      assertThat(refused.getMessage()).hasSizeLessThan(500);
      return Optional.empty();
    }
  }

  /// What was taken must not be refused later, when nobody is left to ask for another answer.
  private static void match(MonitorIndex index, byte[] broken) {
    List<MonitorMatch> matches =
        Allocation.within((16L << 20) + 2_000L * broken.length, () -> index.match(broken));
    for (MonitorMatch match : matches) {
      assertThat(tree(match.matchJson()).has("EVM")).isTrue();
    }
  }

  @Test
  void howANodeSpellsJsonMakesNoDifference() throws IOException {
    List<Original> payloads = payloads();
    Fuzz.configured()
        .share(LOOPS)
        .run(
            "spelling of blocks",
            random -> {
              Original original = payloads.get(random.nextInt(payloads.size()));
              JsonNode respelt = respelt(random, tree(original.bytes()));
              byte[] bytes =
                  (random.nextBoolean() ? respelt.toPrettyString() : respelt.toString())
                      .getBytes(StandardCharsets.UTF_8);
              assertThat(DecodedText.of(EvmBlockDecoder.decode(bytes)))
                  .isEqualTo(DecodedText.of(EvmBlockDecoder.decode(original.bytes())));
            });
  }

  /// The same document with fields in another order and fields that nobody knows between them.
  private static JsonNode respelt(Random random, JsonNode node) {
    if (node.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      node.forEach(element -> array.add(respelt(random, element)));
      return array;
    }
    if (!node.isObject()) {
      return node;
    }
    List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(node.properties());
    Collections.shuffle(fields, random);
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : fields) {
      if (random.nextInt(4) == 0) {
        object.set(
            "x-" + random.nextInt(1000), tree("[1,{\"a\":[\"}\\\"\\u00e9é\",-1.5e3,null]}]"));
      }
      object.set(field.getKey(), respelt(random, field.getValue()));
    }
    return object;
  }

  private static JsonNode tree(String json) {
    return tree(json.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode tree(byte[] json) {
    try {
      return STRICT.readTree(json);
    } catch (IOException e) {
      throw new AssertionError("what is accepted must be JSON: " + e.getMessage(), e);
    }
  }

  private static String shown(byte[] payload) {
    String text = new String(payload, StandardCharsets.UTF_8);
    return text.length() < 8_000 ? text : text.substring(0, 8_000) + "…";
  }

  /// Watches every address of the payload, with receipts, and looks for tokens everywhere.
  private static MonitorIndex broad(OddPayload payload) {
    List<String> addresses =
        payload.addresses().stream()
            .map("{\"address\":\"%s\",\"contract_spec\":null}"::formatted)
            .toList();
    String touched =
        """
        {"name":"m","networks":["n"],"paused":false,"addresses":%s,
         "match_conditions":{"functions":[],"events":[],"transactions":[
           {"status":"Any","expression":"gas_used >= 0"},
           {"status":"Any","expression":null}]},
         "trigger_conditions":[],"triggers":[]}\
        """
            .formatted(addresses);
    return new EvmEngine()
        .compile(
            NetworkFacts.named("n"),
            Stream.of(touched, TOKENS)
                .map(monitor -> MonitorJson.active(SharedData.parse(monitor)))
                .toList(),
            new Problems());
  }

  private static List<Original> payloads() throws IOException {
    try (Stream<Path> files = Files.list(SharedData.chainData("evm/odd"))) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .flatMap(file -> OddPayload.of(file).stream())
          .filter(p -> !p.hasHashesOnly() && !p.hasForeignAddresses())
          .filter(p -> p.bytes().length <= LARGEST)
          .map(payload -> new Original(payload.bytes(), broad(payload)))
          .toList();
    }
  }
}
