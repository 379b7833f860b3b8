package org.ozmonitor.server.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ozmonitor.core.problem.Problems;

final class JsonDocumentTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          §§               | json.empty
          {"a": 1,}        | json.syntax
          {"a": 1          | json.syntax
          {'a': 1}         | json.syntax
          {"a": 1} // b    | json.trailing
          {"a": 1} {}      | json.trailing
          {"a": 1} x       | json.trailing
          {"a": "\\u0000"} | json.nul
          {"a": "\\ud800"} | json.surrogate
          {"a": 1e99999}   | json.limits
          """)
  void refusesWhatIsNotOneJsonValue(String text, String rule) {
    var problems = new Problems();

    assertThat(parse(text, problems)).isEmpty();
    assertThat(Documents.errors(problems)).containsExactly(rule);
  }

  @Test
  void boundsDepthAndNumbers() {
    var problems = new Problems();

    assertThat(parse("[".repeat(65) + "]".repeat(65), problems)).isEmpty();
    assertThat(parse("1".repeat(401), problems)).isEmpty();
    assertThat(parse("[".repeat(64) + "]".repeat(64), problems)).isPresent();
    assertThat(Documents.errors(problems)).containsExactly("json.limits", "json.limits");
  }

  @Test
  void remembersWhichKeysWereRepeated() {
    var problems = new Problems();

    JsonDocument document =
        parse("{\"a\": [{\"b\": 1, \"b\": 2}], \"c\": 3, \"c\": 4}", problems).orElseThrow();

    assertThat(document.duplicates()).containsExactlyInAnyOrder("a[0].b", "c");
    assertThat(document.root().path("c").intValue()).isEqualTo(4);
  }

  @Test
  void writesOneTextForOneDocument() {
    var first = JsonDocument.parseStored("{\"b\": [1.50, 2], \"a\": {\"d\": null, \"c\": 1e2}}");
    var second = JsonDocument.parseStored("{\"a\":{\"c\":1e2,\"d\":null},\n\"b\":[1.50,2]}");

    assertThat(CanonicalJson.write(first))
        .isEqualTo(CanonicalJson.write(second))
        .isEqualTo("{\"a\":{\"c\":100,\"d\":null},\"b\":[1.50,2]}");
    assertThat(CanonicalJson.digest("abc")).startsWith("ba7816bf").hasSize(64);
  }

  private static Optional<JsonDocument> parse(String text, Problems problems) {
    return JsonDocument.parse(text.getBytes(StandardCharsets.UTF_8), "file.json", problems);
  }
}
