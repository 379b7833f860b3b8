package org.ozmonitor.core.evm.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ozmonitor.fixture.SharedData.chainData;
import static org.ozmonitor.fixture.SharedData.jsonLines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.evm.value.Bytes;
import org.ozmonitor.core.evm.value.Keccak;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.Tally;

/// The vectors of `chain-data/abi`: what four other decoders answer, every line that is there.
class AbiConformanceTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @Test
  void valuesAreDecodedAsOthersDecodeThem() {
    run(
        "abi/decode-vectors.jsonl",
        vector -> {
          Optional<List<AbiType>> types = types(vector.get("types"));
          return types
              .flatMap(t -> AbiDecoder.decode(t, bytes(vector, "data")))
              .map(values -> AbiValueJson.of(values, types.orElseThrow()).toString())
              .orElse("error");
        },
        vector -> vector.has("error") ? "error" : answer(vector, "values"));
  }

  @Test
  void callsAreDecodedBySelector() {
    run("abi/call-vectors.jsonl", AbiConformanceTest::call, AbiConformanceTest::signed);
  }

  @Test
  void realCallsAreDecoded() {
    run("abi/real-calls.jsonl", AbiConformanceTest::call, AbiConformanceTest::signed);
  }

  @Test
  void logsAreDecodedByTopicAndCountOfTopics() {
    run("abi/log-vectors.jsonl", AbiConformanceTest::log, AbiConformanceTest::signed);
  }

  @Test
  void realLogsAreDecoded() {
    run("abi/real-logs.jsonl", AbiConformanceTest::log, AbiConformanceTest::signed);
  }

  @Test
  void signaturesHaveOneCanonicalText() {
    run(
        "abi/signatures.jsonl",
        vector ->
            SignatureText.canonical(
                    vector.get("text").textValue(), kind(vector.get("kind").textValue()))
                .map(text -> text + " " + Keccak.hash(text).hex())
                .orElse("error"),
        vector ->
            vector.has("error")
                ? "error"
                : vector.get("canonical").textValue() + " " + vector.get("topic0").textValue());
  }

  private static SignatureText.Kind kind(String name) {
    return switch (name) {
      case "function" -> SignatureText.Kind.FUNCTION;
      case "event" -> SignatureText.Kind.EVENT;
      default -> SignatureText.Kind.ERROR;
    };
  }

  /// Every line of a file; what ends otherwise than by an answer or an empty one is a failure.
  private static void run(
      String file, Function<JsonNode, String> actual, Function<JsonNode, String> expected) {
    Tally tally = new Tally(file);
    for (JsonNode vector : jsonLines(chainData(file))) {
      String name = vector.has("id") ? vector.get("id").asText() : vector.path("src").asText();
      try {
        judge(tally, vector, name, expected.apply(vector), actual.apply(vector));
      } catch (RuntimeException e) {
        tally.fail(name, "ended by " + e);
      }
    }
    tally.close();
  }

  private static void judge(
      Tally tally, JsonNode vector, String name, String expected, String actual) {
    if (expected.equals(actual)) {
      tally.agree();
    } else {
      AbiExceptions.reason(vector, expected, actual)
          .ifPresentOrElse(
              reason -> tally.except(reason, name),
              () -> tally.compare(name + " " + vector.path("why"), expected, actual));
    }
  }

  private static String call(JsonNode vector) {
    Bytes input = bytes(vector, "input");
    return input.length() < 4
        ? "error"
        : abi(items(vector, "function")).functions().stream()
            .filter(f -> f.selector() == input.firstFour())
            .findFirst()
            .flatMap(f -> f.decode(input).map(v -> shown(f.signature(), f.inputs(), v)))
            .orElse("error");
  }

  private static String log(JsonNode vector) {
    List<Word> topics = new ArrayList<>();
    vector.get("topics").forEach(t -> topics.add(Bytes.parse(t.textValue()).word(0)));
    Bytes data = bytes(vector, "data");
    return abi(items(vector, "event")).eventsOf(topics).stream()
        .findFirst()
        .flatMap(e -> e.decode(topics, data).map(v -> shown(e.signature(), e.inputs(), v)))
        .orElse("error");
  }

  private static String shown(String signature, List<AbiParameter> inputs, List<AbiValue> values) {
    List<AbiType> types =
        inputs.stream()
            .map(p -> p.indexed() && !p.type().isWord() ? new AbiType.FixedBytes(32) : p.type())
            .toList();
    return signature + AbiValueJson.of(values, types);
  }

  private static Bytes bytes(JsonNode vector, String key) {
    return Bytes.parse(vector.get(key).textValue());
  }

  /// The candidates of a vector: a list, one, or what the field of its kind says.
  private static JsonNode items(JsonNode vector, String kind) {
    JsonNode items = vector.has("abi") ? vector.get("abi") : vector.get(kind);
    return items.isArray() ? items : NODES.arrayNode().add(items);
  }

  private static Abi abi(JsonNode items) {
    Problems problems = new Problems();
    Optional<Abi> abi = AbiParser.parse(items.toString(), "abi", problems);
    assertThat(problems.all()).extracting(Problem::toString).isEmpty();
    return abi.orElseThrow();
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

  private static String signed(JsonNode vector) {
    if (vector.has("error")) {
      return "error";
    }
    return vector.get("signature").textValue()
        + answer(vector, vector.has("ordered") ? "ordered" : "args");
  }

  /// What upstream's decoder answers where the references differ, else what all answer.
  private static String answer(JsonNode vector, String key) {
    if (vector.has("lenient")) {
      JsonNode alloy = vector.get("alloy");
      JsonNode values = alloy.path("values");
      return values.isArray() ? AbiValueJson.bare(values).toString() : values.asText("error");
    }
    return AbiValueJson.bare(vector.get(key)).toString();
  }
}
