package org.ozmonitor.core.evm.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ozmonitor.fixture.SharedData.chainData;
import static org.ozmonitor.fixture.SharedData.jsonLines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.evm.value.Bytes;
import org.ozmonitor.core.evm.value.Keccak;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.problem.Problems;

/// The vectors of `chain-data/abi`: what four other decoders answer.
class AbiVectorsTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @Test
  void valuesAreDecodedAsOthersDecodeThem() {
    List<String> differences = new ArrayList<>();
    for (JsonNode vector : jsonLines(chainData("abi/decode-vectors.jsonl"))) {
      if (isDecidedOtherwise(vector)) {
        continue;
      }
      Optional<List<AbiType>> types = types(vector.get("types"));
      Optional<List<AbiValue>> values =
          types.flatMap(t -> AbiDecoder.decode(t, Bytes.parse(vector.get("data").textValue())));
      String actual = values.map(v -> shown(v, types.orElseThrow()).toString()).orElse("error");
      String expected = expected(vector);
      if (!actual.equals(expected)) {
        differences.add(
            vector.get("id").textValue()
                + " "
                + vector.get("why")
                + vector.get("types")
                + "\n  expected "
                + cut(expected)
                + "\n  actual   "
                + cut(actual));
      }
    }
    assertThat(differences).isEmpty();
  }

  @Test
  void callsAreDecodedBySelector() {
    List<String> differences = new ArrayList<>();
    for (JsonNode vector : jsonLines(chainData("abi/call-vectors.jsonl"))) {
      JsonNode items =
          vector.has("abi") ? vector.get("abi") : NODES.arrayNode().add(vector.get("function"));
      Bytes input = Bytes.parse(vector.get("input").textValue());
      Optional<AbiFunction> function =
          input.length() < 4
              ? Optional.empty()
              : abi(items).functions().stream()
                  .filter(f -> f.selector() == input.firstFour())
                  .findFirst();
      String actual =
          function
              .flatMap(f -> f.decode(input).map(v -> f.signature() + shown(v, kinds(f.inputs()))))
              .orElse("error");
      String expected =
          vector.has("error")
              ? "error"
              : vector.get("signature").textValue() + answer(vector, "args");
      if (!actual.equals(expected)) {
        differences.add(
            vector.get("id").textValue()
                + "\n  expected "
                + cut(expected)
                + "\n  actual   "
                + cut(actual));
      }
    }
    assertThat(differences).isEmpty();
  }

  @Test
  void logsAreDecodedByTopicAndCountOfTopics() {
    List<String> differences = new ArrayList<>();
    for (JsonNode vector : jsonLines(chainData("abi/log-vectors.jsonl"))) {
      JsonNode items =
          vector.has("abi") ? vector.get("abi") : NODES.arrayNode().add(vector.get("event"));
      List<Word> topics = new ArrayList<>();
      vector.get("topics").forEach(t -> topics.add(Bytes.parse(t.textValue()).word(0)));
      Bytes data = Bytes.parse(vector.get("data").textValue());
      String actual =
          abi(items).events().stream()
              .filter(
                  e -> e.anonymous() || (!topics.isEmpty() && e.topic0().equals(topics.getFirst())))
              .filter(e -> e.fits(topics.size()))
              .findFirst()
              .flatMap(
                  e -> e.decode(topics, data).map(v -> e.signature() + shown(v, kinds(e.inputs()))))
              .orElse("error");
      String expected =
          vector.has("error")
              ? "error"
              : vector.get("signature").textValue() + answer(vector, "args");
      if (!actual.equals(expected)) {
        differences.add(
            vector.get("id").textValue()
                + "\n  expected "
                + cut(expected)
                + "\n  actual   "
                + cut(actual));
      }
    }
    assertThat(differences).isEmpty();
  }

  @Test
  void canonicalSignaturesHashToTheirTopicAndSelector() {
    for (JsonNode vector : jsonLines(chainData("abi/signatures.jsonl"))) {
      if (!vector.has("error")) {
        assertThat(Keccak.hash(vector.get("canonical").textValue()).hex())
            .isEqualTo(vector.get("topic0").textValue());
      }
    }
  }

  /// Bombs that upstream unfolds are refused; a tuple of any depth whose value is there is read;
  /// what the references say of types without size is an accident of theirs.
  private static boolean isDecidedOtherwise(JsonNode vector) {
    String why = vector.path("why").asText();
    return vector.has("lenient")
        && (why.equals("zero-size type")
            || why.equals("deep type")
            || answer(vector, "values").contains("too large:"));
  }

  @Test
  void dataThatUnfoldsToMuchMoreThanItselfIsRefused() {
    for (JsonNode vector : jsonLines(chainData("abi/decode-vectors.jsonl"))) {
      if (vector.path("why").asText().equals("compression bomb") && isDecidedOtherwise(vector)) {
        assertThat(
                AbiDecoder.decode(
                    types(vector.get("types")).orElseThrow(),
                    Bytes.parse(vector.get("data").textValue())))
            .as(vector.get("id").textValue())
            .isEmpty();
      }
    }
  }

  private static Abi abi(JsonNode items) {
    Problems problems = new Problems();
    Optional<Abi> abi = AbiParser.parse(items.toString(), "abi", problems);
    assertThat(problems.all()).isEmpty();
    return abi.orElseThrow();
  }

  private static List<AbiType> kinds(List<AbiParameter> inputs) {
    return inputs.stream()
        .map(p -> p.indexed() && !p.type().isWord() ? new AbiType.FixedBytes(32) : p.type())
        .toList();
  }

  private static Optional<List<AbiType>> types(JsonNode names) {
    List<AbiType> types = new ArrayList<>();
    for (JsonNode name : names) {
      Optional<AbiType> type = AbiTypeParser.parse(name.textValue());
      if (type.isEmpty()) {
        return Optional.empty();
      }
      types.add(type.get());
    }
    return Optional.of(types);
  }

  private static String expected(JsonNode vector) {
    if (vector.has("error")) {
      return "error";
    }
    return answer(vector, "values");
  }

  private static String answer(JsonNode vector, String key) {
    return storable(bare(vector, key));
  }

  /// NUL is not storable and becomes U+FFFD.
  private static String storable(String json) {
    return json.replace("\\u0000", "\ufffd");
  }

  private static String bare(JsonNode vector, String key) {
    if (vector.has("lenient")) {
      JsonNode alloy = vector.get("alloy");
      return alloy.has("error") ? "error" : alloy.get("values").toString();
    }
    JsonNode values = vector.get(key);
    if (key.equals("args")) {
      ArrayNode bare = NODES.arrayNode();
      values.forEach(v -> bare.add(v.isObject() ? v.get("value") : v));
      return bare.toString();
    }
    return values.toString();
  }

  private static ArrayNode shown(List<AbiValue> values, List<AbiType> types) {
    ArrayNode array = NODES.arrayNode();
    for (int i = 0; i < values.size(); i++) {
      array.add(shown(values.get(i), types.get(i)));
    }
    return array;
  }

  private static JsonNode shown(AbiValue value, AbiType type) {
    return switch (value) {
      case AbiValue.Flag(boolean flag) -> NODES.booleanNode(flag);
      case AbiValue.Hash(Word word) when type instanceof AbiType.FixedBytes(int size) ->
          NODES.textNode(word.hex().substring(0, 2 + 2 * size));
      case AbiValue.Array(List<AbiValue> elements) when type instanceof AbiType.Array(AbiType e) ->
          shown(elements, elements.stream().map(x -> e).toList());
      case AbiValue.Array(List<AbiValue> elements)
          when type instanceof AbiType.FixedArray(AbiType e, int n) ->
          shown(elements, elements.stream().map(x -> e).toList());
      case AbiValue.Tuple(List<AbiValue> parts)
          when type instanceof AbiType.Tuple(List<AbiType> t) ->
          shown(parts, t);
      default -> NODES.textNode(AbiText.of(value));
    };
  }

  private static String cut(String text) {
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }
}
