package org.ozmonitor.core.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The table excuses what it names, and nothing else.
class ExpressionExceptionsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "p == TRUE | bool | true | parse_error | booleans",
        "or == 5 | uint256 | 5 | parse_error | keywords",
        "p == 5 AND (contains[0] > 5) | uint256 | 5 | parse_error | keywords",
        "$0 == 5 | uint256 | 5 | parse_error | positions",
        "p == 'say \\\"hi\\\"' | string | x | parse_error | either quote",
        "p == 'it\\'s' | string | it's | false | escapes are unescaped",
        "p == 'it\\'s' | string | it\\'s | true | escapes are unescaped",
        "p > 5 | uint24 | 7 | eval_error:TypeMismatch | all widths",
        "p contains 5 | int8[2][] | [[5,6]] | eval_error:TypeMismatch | all widths",
        "p contains true | bool[] | [true] | eval_error:TypeMismatch | bool[]",
      })
  void excusesWhatItNames(
      String expression, String kind, String value, String upstream, String reason) {
    var vector = vector(expression, kind, value, upstream);

    assertThat(vector.ourAnswer()).isNotEqualTo(upstream);
    assertThat(ExpressionExceptions.reasonFor(vector))
        .hasValueSatisfying(found -> assertThat(found).contains(reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "p == 5 | uint256 | 5 | false",
        "p == 5 | uint256 | 5 | parse_error",
        "p > 5 | uint24 | 7 | false",
        "p > 5 | uint24 | 7 | eval_error:ParseError",
        "p > 5 | uint128 | 7 | eval_error:TypeMismatch",
        "p == TRUE | bool | true | false",
        "p == 'TRUE' | string | true | parse_error",
        "p == 'it\\'s' | string | it's | eval_error:TypeMismatch",
        "p contains true | bool[] | [true] | false",
        "p contains 'true' | string[] | [\"true\"] | eval_error:TypeMismatch",
      })
  void excusesNothingElse(String expression, String kind, String value, String upstream) {
    var vector = vector(expression, kind, value, upstream);

    assertThat(vector.ourAnswer()).isNotEqualTo(upstream);
    assertThat(ExpressionExceptions.reasonFor(vector)).isEmpty();
  }

  @Test
  void excusesTheLimits() {
    var deep = vector("(".repeat(65) + "p == 5" + ")".repeat(65), "uint256", "5", "true");
    var longer = vector("p == 5" + " OR p == 6".repeat(2000), "uint256", "5", "true");
    var within = vector("(".repeat(64) + "p == 5" + ")".repeat(64), "uint256", "5", "false");

    assertThat(ExpressionExceptions.reasonFor(deep))
        .hasValue("limit: parentheses nest at most 64 deep");
    assertThat(ExpressionExceptions.reasonFor(longer))
        .hasValue("limit: an expression has at most 16 KiB");
    assertThat(ExpressionExceptions.reasonFor(within)).isEmpty();
  }

  private static ExpressionVector vector(
      String expression, String kind, String value, String upstream) {
    return new ExpressionVector(
        "made", expression, List.of(Parameter.of("p", kind, value, false)), upstream);
  }
}
