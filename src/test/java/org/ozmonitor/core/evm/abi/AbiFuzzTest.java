package org.ozmonitor.core.evm.abi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.evm.value.Bytes;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.Allocation;
import org.ozmonitor.fixture.Fuzz;
import org.ozmonitor.fixture.JsonMutation;
import org.ozmonitor.fixture.SharedData;

/// ABI documents, encoded bytes and signatures that are broken: refused or read, always in bounded
/// time and memory, never by an exception.
class AbiFuzzTest {
  private static final int LOOPS = 4;
  private static final long PARSER_BYTES = 64L << 20;

  @Test
  void brokenDocumentsAreRefusedWithAProblemOrRead() {
    List<byte[]> documents = documents();
    Fuzz.configured()
        .share(LOOPS)
        .run(
            "ABI documents",
            random -> {
              byte[] original = documents.get(random.nextInt(documents.size()));
              assertIsRefusedOrRead(JsonMutation.mutate(random, original), random);
            });
  }

  private static void assertIsRefusedOrRead(byte[] document, Random random) {
    String text = new String(document, StandardCharsets.UTF_8);
    Problems problems = new Problems();
    Optional<Abi> abi =
        Allocation.within(
            PARSER_BYTES + 200L * document.length, () -> AbiParser.parse(text, "abi", problems));
    assertThat(abi.isPresent()).isNotEqualTo(problems.hasErrors());
    boolean _ = AbiParser.isMeantAsAbi(text);
    abi.ifPresent(read -> decodeAnything(read, random));
  }

  private static void decodeAnything(Abi abi, Random random) {
    Bytes data = words(random);
    for (AbiEvent event : abi.events()) {
      List<Word> topics = new ArrayList<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        topics.add(new Word(random.nextLong(), 0, 0, random.nextInt(9)));
      }
      event.decode(topics, data).ifPresent(v -> assertThat(v).hasSameSizeAs(event.inputs()));
    }
    for (AbiFunction function : abi.functions()) {
      function.decode(data).ifPresent(v -> assertThat(v).hasSameSizeAs(function.inputs()));
    }
  }

  @Test
  void brokenDataIsRefusedOrReadWithinBounds() {
    Fuzz.configured()
        .share(LOOPS)
        .run(
            "ABI data",
            random -> {
              List<AbiEncoding> values = encodings(random);
              byte[] data = bytes(AbiEncoding.sequence(values));
              List<AbiType> types = types(values);
              for (int i = 1 + random.nextInt(6); i > 0 && data.length > 0; i--) {
                data = damaged(random, data);
              }
              assertIsBounded(types, data);
            });
  }

  /// Each element takes a word or more and may be counted four times; its text is at most 78
  /// characters, or twice its bytes.
  private static void assertIsBounded(List<AbiType> types, byte[] data) {
    Bytes bytes = Bytes.parse("0x" + HexFormat.of().formatHex(data));
    Optional<List<AbiValue>> values =
        Allocation.within((1L << 20) + 500L * data.length, () -> AbiDecoder.decode(types, bytes));
    values.ifPresent(
        decoded ->
            assertThat(decoded.stream().mapToInt(v -> AbiText.of(v).length()).sum())
                .isLessThan(200 * 1024 + 24 * data.length));
  }

  /// A few words that are offsets or lengths become others; bytes flip, vanish and appear.
  private static byte[] damaged(Random random, byte[] data) {
    byte[] damaged = data.clone();
    int word = random.nextInt(Math.max(1, data.length / 32)) * 32;
    switch (random.nextInt(5)) {
      case 0 -> damaged[random.nextInt(data.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> damaged = Arrays.copyOf(data, random.nextInt(data.length + 1));
      case 2 -> damaged = Arrays.copyOf(data, data.length + 32 * random.nextInt(64));
      case 3 -> put(damaged, word, 32L * random.nextInt(1 + data.length / 32));
      default -> put(damaged, word, random.nextLong() >>> random.nextInt(64));
    }
    return damaged;
  }

  private static void put(byte[] data, int word, long value) {
    for (int i = 0; i < 32 && word + i < data.length; i++) {
      data[word + i] = i < 24 ? 0 : (byte) (value >>> ((31 - i) * 8));
    }
  }

  @Test
  void whatIsEncodedIsDecodedToTheSameText() {
    Fuzz.configured()
        .share(LOOPS)
        .run(
            "ABI round trip",
            random -> {
              List<AbiEncoding> values = encodings(random);
              Bytes data = Bytes.parse("0x" + AbiEncoding.sequence(values));
              List<AbiValue> decoded = AbiDecoder.decode(types(values), data).orElseThrow();
              assertThat(decoded.stream().map(AbiText::of).toList())
                  .as("%s", values)
                  .isEqualTo(values.stream().map(AbiEncoding::text).toList());
            });
  }

  @Test
  void brokenSignaturesAreRefusedOrCanonical() {
    List<String> signatures =
        List.of(
            "event Transfer(address indexed from, address indexed to, uint256 value)",
            "function f(tuple(uint a, (bytes b)[2] c)[] memory x, address payable to) returns"
                + " (bool)",
            "g(fixed128x18, byte[3][], function)");
    String soup = "(),[] \t\nuintbytesaddressboolindexedtuple0123456789$_.;=é\ud83d";
    Fuzz.configured()
        .share(LOOPS)
        .run(
            "signatures",
            random -> {
              StringBuilder text =
                  new StringBuilder(signatures.get(random.nextInt(signatures.size())));
              for (int i = random.nextInt(8); i > 0; i--) {
                int at = random.nextInt(text.length());
                int from = random.nextInt(soup.length());
                String part = soup.substring(from, Math.min(soup.length(), from + 5));
                text.replace(at, Math.min(text.length(), at + random.nextInt(5)), part + "(");
              }
              for (SignatureText.Kind kind : SignatureText.Kind.values()) {
                SignatureText.canonical(text.toString(), kind)
                    .ifPresent(
                        canonical ->
                            assertThat(SignatureText.canonical(canonical, kind))
                                .contains(canonical));
              }
            });
  }

  @Test
  void manyElementsThatPointAtTheSameDataAreRefused() {
    for (String type :
        List.of("bytes[]", "string[]", "uint256[][]", "bytes[][]", "(bytes,bytes)[]")) {
      int count = 2_000;
      StringBuilder data = new StringBuilder("0x%064x%064x".formatted(32, count));
      data.append("%064x".formatted(32L * count).repeat(count));
      data.append("%064x".formatted(16_384)).append("0".repeat(64 * 1_024));
      List<AbiType> types = List.of(AbiTypeParser.parse(type).orElseThrow());
      Bytes bytes = Bytes.parse(data.toString());
      assertThat(Allocation.within(20L << 20, () -> AbiDecoder.decode(types, bytes)))
          .as(type)
          .isEmpty();
    }
  }

  private static List<AbiEncoding> encodings(Random random) {
    List<AbiEncoding> values = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      values.add(AbiEncoding.random(random, 3));
    }
    return values;
  }

  private static List<AbiType> types(List<AbiEncoding> values) {
    return values.stream().map(v -> AbiTypeParser.parse(v.type()).orElseThrow()).toList();
  }

  private static byte[] bytes(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static Bytes words(Random random) {
    StringBuilder digits = new StringBuilder("0x");
    for (int i = random.nextInt(20); i > 0; i--) {
      digits.append("%064x".formatted(32L * random.nextInt(12)));
    }
    return Bytes.parse(digits.toString());
  }

  private static List<byte[]> documents() {
    try (Stream<Path> files = Files.list(SharedData.chainData("abi"))) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .flatMap(AbiFuzzTest::parts)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Documents of a few items, so that a change hits something.
  private static Stream<byte[]> parts(Path file) {
    List<JsonNode> items = SharedData.json(file).valueStream().toList();
    return IntStream.range(0, (items.size() + 4) / 5)
        .mapToObj(i -> items.subList(5 * i, Math.min(items.size(), 5 * i + 5)).toString())
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }
}
