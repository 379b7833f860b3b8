package org.ozmonitor.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {
  @Test
  void sortsKeysAtEveryDepthAndDropsWhiteSpace() {
    assertThat(CanonicalJson.sorted("{\"b\": [ {\"d\":1, \"c\": null} , true ], \"a\": {}}"))
        .isEqualTo("{\"a\":{},\"b\":[{\"c\":null,\"d\":1},true]}");
  }

  @Test
  void keepsTheSpellingOfNumbersExceptTheSignOfAnExponent() {
    assertThat(CanonicalJson.sorted("[1.50,-0,18446744073709551616,1e5]"))
        .isEqualTo("[1.50,-0,18446744073709551616,1e+5]");
  }

  @Test
  void escapesOnlyWhatJsonRequires() {
    assertThat(CanonicalJson.object(Map.of("t", "/é\u2028\u007f😀\"\\\b\t\n\f\r\u0001\u001f")))
        .isEqualTo("{\"t\":\"/é\u2028\u007f😀\\\"\\\\\\b\\t\\n\\f\\r\\u0001\\u001f\"}");
  }

  @Test
  void sortsByCodePoint() {
    assertThat(CanonicalJson.sorted("{\"😀\":1,\"\uFFFD\":2,\"a\":3,\"\":4,\"ab\":5}"))
        .isEqualTo("{\"\":4,\"a\":3,\"ab\":5,\"\uFFFD\":2,\"😀\":1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{} {}", "nope"})
  void refusesWhatIsNotOneValue(String text) {
    assertThatThrownBy(() -> CanonicalJson.sorted(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesExcessiveDepth() {
    assertThatThrownBy(() -> CanonicalJson.sorted("[".repeat(300) + "]".repeat(300)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
