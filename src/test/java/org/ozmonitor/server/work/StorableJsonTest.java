package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StorableJsonTest {
  @Test
  void leavesStorableTextAlone() {
    assertThat(StorableJson.json("{\"a\":\"b\\\\u0000 \\n é \\ud83d\\ude00 😀\"}"))
        .isEqualTo("{\"a\":\"b\\\\u0000 \\n é \\ud83d\\ude00 😀\"}");
  }

  @Test
  void replacesNulAndHalfSurrogatePairsInEscapes() {
    assertThat(
            StorableJson.json("[\"\\u0000\",\"\\ud83dx\",\"\\ude00\",\"\\ud83d\\ud83d\\ude00\"]"))
        .isEqualTo("[\"\uFFFD\",\"\uFFFDx\",\"\uFFFD\",\"\uFFFD\\ud83d\\ude00\"]");
  }

  @Test
  void replacesNulAndHalfSurrogatePairsInPlainText() {
    assertThat(StorableJson.text("a\0b\ud83dc\ude00d😀")).isEqualTo("a\uFFFDb\uFFFDc\uFFFDd😀");
  }

  @Test
  void readsEscapedBackslashBeforeNul() {
    assertThat(StorableJson.json("\"\\\\\\u0000\"")).isEqualTo("\"\\\\\uFFFD\"");
  }
}
