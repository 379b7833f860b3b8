package org.ozmonitor.core.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTextTest {

  @ParameterizedTest
  @CsvSource({
    "1.234, 1.234",
    "-7, -7",
    "+7., 7",
    ".5, 0.5",
    "00__001.1, 1.1",
    "79228162514264337593543950335, 79228162514264337593543950335",
    "11111_11111_11111.11111_11111_11115, 111111111111111.11111111111112",
    "99999_99999_99999_99999_99999_999.99, 10000000000000000000000000000",
    "0.00000_00000_00000_00000_00000_00150, 0.0000000000000000000000000002",
    "0.00000_00000_00000_00000_00000_00149, 0.0000000000000000000000000001",
  })
  void readsDecimalsAndRoundsSurplusFractionDigits(String text, BigDecimal expected) {
    assertThat(DecimalText.read(text))
        .hasValueSatisfying(value -> assertThat(value).isEqualByComparingTo(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "+",
        ".",
        "_1",
        "1e3",
        "0x10",
        " 1",
        "1 ",
        "1.2.3",
        "--1",
        "79228162514264337593543950336",
        "99999_99999_99999_99999_99999_99999.99999"
      })
  void findsNoDecimalInOtherTexts(String text) {
    assertThat(DecimalText.read(text)).isEmpty();
  }
}
