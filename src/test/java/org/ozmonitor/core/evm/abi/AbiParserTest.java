package org.ozmonitor.core.evm.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ozmonitor.fixture.SharedData.chainData;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ozmonitor.core.evm.value.Bytes;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.SharedData;

class AbiParserTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                            | abi.array      |",
        "[1]                                           | abi.item       | [0]",
        "[{}]                                          | abi.type       | [0].type",
        "[{'type':'modifier'}]                         | abi.type       | [0].type",
        "[{'type':'function','name':'f','inputs':[]}]  | abi.function   | [0].outputs",
        "[{'type':'function','inputs':[],'outputs':[]}]| abi.name       | [0].name",
        "[{'type':'function','name':'f','outputs':[]}] | abi.inputs     | [0].inputs",
        "[{'type':'function','name':'f g','inputs':[],'outputs':[]}]     | abi.identifier |"
            + " [0].name",
        "[{'type':'event','name':'E','inputs':[]}]     | abi.event      | [0].anonymous",
        "[{'type':'event','name':'E','anonymous':1,'inputs':[]}]         | abi.flag       |"
            + " [0].anonymous",
        "[{'type':'function','name':'f','outputs':[],'inputs':[{'type':'address','indexed':false}]}]"
            + " | abi.indexed | [0].inputs",
        "[{'type':'function','name':'f','outputs':[],'inputs':[{'type':'uint256['}]}] |"
            + " abi.type-name | [0].inputs[0].type",
        "[{'type':'function','name':'f','outputs':[],'inputs':[{'type':'uint256[0]'}]}] |"
            + " abi.type-name | [0].inputs[0].type",
        "[{'type':'function','name':'f','outputs':[],'inputs':[{'type':'uint8','components':[{'type':'bool'}]}]}]"
            + " | abi.type-name | [0].inputs[0].type",
        "[{'type':'error','name':'e','inputs':[{'name':'1','type':'bool'}]}] | abi.identifier |"
            + " [0].inputs[0].name",
        "[                                             | abi.json       |"
      })
  void whatOpenZeppelinMonitorRefusesIsAnErrorWithItsPlace(String json, String rule, String place) {
    Problems problems = new Problems();
    assertThat(AbiParser.parse(json.replace('\'', '"'), "abi", problems)).isEmpty();
    assertThat(problems.errors())
        .extracting(p -> p.place() + " " + p.rule())
        .contains("abi" + (place == null ? "" : place) + " " + rule);
  }

  @Test
  void aKeyThatStandsTwiceIsAnError() {
    Problems problems = new Problems();
    String json =
        """
        [{"type":"event","name":"E","anonymous":false,"anonymous":true,"extra":1,"extra":2,
          "inputs":[{"type":"bool","name":"a","name":"b"}]}]\
        """;
    assertThat(AbiParser.parse(json, "abi", problems)).isEmpty();
    assertThat(problems.errors())
        .extracting(p -> p.place() + " " + p.rule())
        .containsExactlyInAnyOrder(
            "abi[0].anonymous abi.duplicate", "abi[0].inputs[0].name abi.duplicate");
  }

  @Test
  void problemsAreFewAndShort() {
    Problems problems = new Problems();
    String name = "1".repeat(100_000);
    String item =
        "{\"type\":\"event\",\"anonymous\":false,\"name\":\"%s\",\"inputs\":[%s1]},"
            .formatted(name, "1,".repeat(50_000));
    assertThat(AbiParser.parse("[" + item + item + "1]", "abi", problems)).isEmpty();
    assertThat(problems.all()).hasSizeBetween(2, AbiParser.MAX_PROBLEMS + 2);
    assertThat(problems.all()).allMatch(p -> p.message().length() < 200);
  }

  @Test
  void typesNestAtMost64Deep() {
    assertThat(AbiTypeParser.parse("bool" + "[]".repeat(64))).isPresent();
    assertThat(AbiTypeParser.parse("bool" + "[]".repeat(66))).isEmpty();
    assertThat(AbiTypeParser.parse("(".repeat(66) + ")".repeat(66))).isEmpty();
    AbiType deep = AbiTypeParser.parse("bool" + "[]".repeat(40)).orElseThrow();
    assertThat(AbiTypeParser.parse("tuple" + "[]".repeat(20), List.of(deep))).isPresent();
    assertThat(AbiTypeParser.parse("tuple" + "[]".repeat(30), List.of(deep))).isEmpty();
  }

  @Test
  void signaturesExpandTuplesAndKeepTheKindAsWritten() {
    Abi abi =
        parse(
            """
            [{"type":"function","name":"f","outputs":[],"extra":{"a":[1]},"inputs":[
              {"type":"tuple[2][]","components":[{"type":"uint8","name":"a"},
                {"type":"tuple","components":[{"type":"bytes"}]}]},
              {"type":"Lib.Kind","name":"k"}]},
             {"type":"fallback"},{"type":"receive"},{"type":"constructor","inputs":[]}]\
            """);
    AbiFunction function = abi.functions().getFirst();
    assertThat(function.signature()).isEqualTo("f((uint8,(bytes))[2][],Lib.Kind)");
    assertThat(function.inputs())
        .extracting(AbiParameter::kind)
        .containsExactly("tuple[2][]", "Lib.Kind");
    assertThat(function.decode(Bytes.parse("0x" + "00".repeat(100)))).isEmpty();
  }

  @Test
  void itemsAreOrderedByNameAndThenByPlace() {
    Abi abi =
        parse(
            """
            [{"type":"event","name":"B","anonymous":false,"inputs":[{"type":"bool"}]},
             {"type":"event","name":"B","anonymous":false,"inputs":[]},
             {"type":"event","name":"A","anonymous":false,"inputs":[]}]\
            """);
    assertThat(abi.events())
        .extracting(AbiEvent::signature)
        .containsExactly("A()", "B(bool)", "B()");
  }

  @Test
  void everyAbiOfTheChainDataIsAccepted() throws IOException {
    try (Stream<Path> files = Files.list(chainData("abi"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        String json = SharedData.text(file);
        Abi abi = parse(json);
        assertThat(abi.functions())
            .as("%s", file)
            .hasSize((int) count(SharedData.parse(json), "function"));
        assertThat(abi.events())
            .as("%s", file)
            .hasSize((int) count(SharedData.parse(json), "event"));
      }
    }
  }

  private static long count(JsonNode items, String type) {
    return items.valueStream().filter(item -> item.get("type").asText().equals(type)).count();
  }

  @Test
  void randomDataIsDecodedOrRefusedWithinBounds() {
    List<AbiType> types =
        Stream.of(
                "uint256[][]",
                "(bytes,string[],(bool,address)[3])[]",
                "string",
                "bytes[2][]",
                "int8")
            .map(name -> AbiTypeParser.parse(name).orElseThrow())
            .toList();
    Random random = new Random(11);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder data = new StringBuilder("0x");
      int words = random.nextInt(24);
      for (int i = 0; i < words; i++) {
        data.append(
            "%064x"
                .formatted(
                    random.nextInt(4) == 0 ? random.nextLong(1L << 40) : 32L * random.nextInt(12)));
      }
      Optional<List<AbiValue>> values =
          AbiDecoder.decode(
              types.subList(random.nextInt(types.size()), types.size()),
              Bytes.parse(data.toString()));
      values.ifPresent(
          decoded ->
              assertThat(decoded.stream().mapToInt(v -> AbiText.of(v).length()).sum())
                  .isLessThan(300 * 1024));
    }
  }

  @Test
  void integersAreTheWholeWord() {
    Word word = Bytes.parse("0x80" + "00".repeat(31)).word(0);
    assertThat(AbiText.of(new AbiValue.Unsigned(word)))
        .isEqualTo("57896044618658097711785492504343953926634992332820282019728792003956564819968");
    assertThat(AbiText.of(new AbiValue.Signed(word)))
        .isEqualTo(
            "-57896044618658097711785492504343953926634992332820282019728792003956564819968");
  }

  private static Abi parse(String json) {
    Problems problems = new Problems();
    Optional<Abi> abi = AbiParser.parse(json, "abi", problems);
    assertThat(problems.all()).extracting(Problem::toString).isEmpty();
    return abi.orElseThrow();
  }
}
