package org.ozmonitor.server.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharedTextsTest {
  @Test
  void makesOneTextOfEqualOnes() {
    var texts = new SharedTexts();
    String first = texts.shared(copy("[1]"));

    assertThat(texts.shared(copy("[1]"))).isSameAs(first);
    assertThat(texts.shared(copy("[2]"))).isEqualTo("[2]");
  }

  private static String copy(String text) {
    return new String(text.toCharArray());
  }
}
