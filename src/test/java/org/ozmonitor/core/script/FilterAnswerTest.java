package org.ozmonitor.core.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ozmonitor.core.script.FilterAnswer.Drop;
import org.ozmonitor.core.script.FilterAnswer.Keep;
import org.ozmonitor.core.script.FilterAnswer.Unclear;

final class FilterAnswerTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"true", "true\n", "TRUE\r\n", "  True \t\n", "debugging...\nfalse\ntrue\n"})
  void dropsWhenTheLastLineIsTrue(String output) {
    assertThat(FilterAnswer.read(output)).isEqualTo(new Drop());
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "False\n", "true\nfalse", "{\"a\":1}\n false\r\n"})
  void keepsWhenTheLastLineIsFalse(String output) {
    assertThat(FilterAnswer.read(output)).isEqualTo(new Keep());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "  \n\n\t"})
  void needsOutput(String output) {
    assertThat(FilterAnswer.read(output)).isEqualTo(new Unclear("Script produced no output"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "true\n\n", "true\nbye", "1", "true false"})
  void needsABooleanInTheLastLine(String output) {
    assertThat(FilterAnswer.read(output))
        .isInstanceOfSatisfying(
            Unclear.class,
            it ->
                assertThat(it.reason()).startsWith("Last line of output is not a valid boolean: "));
  }

  @Test
  void quotesNoMoreThanABitOfALongLine() {
    assertThat(FilterAnswer.read("x".repeat(10_000)))
        .isInstanceOfSatisfying(Unclear.class, it -> assertThat(it.reason()).hasSizeLessThan(300));
  }
}
