package org.ozmonitor.core.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionEvaluatorTest {
  private static final String MAX_UINT =
      "115792089237316195423570985008687907853269984665640564039457584007913129639935";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "uint256 | 1000 | p > 500 | true",
        "uint256 | 1000 | p < 1000 | false",
        "uint256 | 123 | p == 'not-a-number' | PARSE_ERROR",
        "uint256 | 123 | p == true | TYPE_MISMATCH",
        "uint256 | 123 | p starts_with 123 | UNSUPPORTED_OPERATOR",
        "uint256 | not_a_number | p == true | PARSE_ERROR",
        "uint256 | 5 | p == -1 | PARSE_ERROR",
        "uint256 | 5 | p == 5.0 | PARSE_ERROR",
        "uint256 | 100 | p == +100 | PARSE_ERROR",
        "uint256 | 100 | p == 0X64 | true",
        "uint256 | 100 | p == 1_00 | true",
        "uint256 | 100 | p == 0b1100100 | true",
        "uint256 | 100 | p == 0o144 | true",
        "uint256 | `` | p == 0 | PARSE_ERROR",
        "uint24 | 3000 | p == 3000 | true",
        "uint160 | 3000 | p > 0xBB9 | false",
        "uint | 7 | p <= 7 | true",
        "uint20 | 7 | p == 7 | TYPE_MISMATCH",
        "Lib.Enum | 7 | p == 7 | TYPE_MISMATCH",
        "UINT8 | 3000 | p == 3000 | true",
        "int256 | -100 | p >= -100 | true",
        "int256 | -16 | p == '-0x10' | true",
        "int256 | 5 | p == +5 | true",
        "int256 | 0 | p == -0 | true",
        "int24 | -5 | p < 0 | true",
        "int | -5 | p == -5 | true",
        "address | 0xAbCd | p == 'aB cd' | true",
        "address | 0xabcd | p == 0XABCD | false",
        "address | `` | p == '' | true",
        "address | 0xabcd | p == 12 | TYPE_MISMATCH",
        "address | 0xabcd | p contains 0xab | UNSUPPORTED_OPERATOR",
        "bool | true | p != false | true",
        "bool | true | p >= true | UNSUPPORTED_OPERATOR",
        "bool | true | p == 'true' | TYPE_MISMATCH",
        "bool | True | p == true | PARSE_ERROR",
        "string | Alice | p ends_with 'ICE' | true",
        "string | x | p contains '' | true",
        "string | x | p > 'a' | UNSUPPORTED_OPERATOR",
        "bytes | 0xabcdef | p starts_with 0xAB | true",
        "bytes4 | 0xabcdef01 | p == 0xabcdef01 | true",
        "bytes4 | 0xabcdef01 | p == 5 | TYPE_MISMATCH",
        "bytes4 | 0xabcdef01 | p > 0xab | UNSUPPORTED_OPERATOR",
        "function | 0xab | p starts_with 0xAB | true",
        "object | {} | p == 1 | TYPE_MISMATCH",
      })
  void comparesScalars(String kind, String value, String expression, String expected) {
    assertThat(outcome(expression, kind, value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "array | [123, \"test\", true, null] | p contains '123' | true",
        "array | [123, \"test\", true, null] | p contains TEST | true",
        "array | [123, \"test\", true, null] | p contains tes | false",
        "array | [123, \"test\", true, null] | p contains 'true' | true",
        "array | [123, \"test\", true, null] | p contains null | true",
        "array | [{\"id\":[{\"c\":\"red\"}]}] | p contains 'red' | true",
        "array | [{\"id\":1}] | p contains id | false",
        "array | [1.50] | p contains 1.5 | true",
        "array | [1e3] | p contains 1000 | false",
        "array | [1e3] | p contains '1e+3' | true",
        "array | [1] | p contains true | TYPE_MISMATCH",
        "array | [1] | p > 'x' | UNSUPPORTED_OPERATOR",
        "array | [1] | p > 1 | TYPE_MISMATCH",
        "array | nothing | p contains 1 | PARSE_ERROR",
        "array | {\"a\":1} | p == '[]' | TYPE_MISMATCH",
        "array | {\"a\":1} | p contains 1 | PARSE_ERROR",
        "uint256[] | [1, 2] | p == '[1,2]' | true",
        "uint256[] | [1, 2] | p == '[2,1]' | false",
        "uint256[] | [1, 2] | p == '[1.0,2]' | false",
        "string[] | [\"Alice\"] | p == '[\"alice\"]' | true",
        "uint256[] | [100000000000000000001] | p == '[100000000000000000000]' | false",
        "uint256[] | [79228162514264337593543950336] | p contains 79228162514264337593543950336 |"
            + " true",
        "uint256[] | [79228162514264337593543950336] | p contains 79228162514264337593543950336.0 |"
            + " false",
        "uint256[] | [-0] | p == '[0]' | true",
        "uint256[3] | [1,2,3] | p contains 2 | true",
        "uint256[3] | [1,2,3] | p == '[1, 2, 3]' | true",
        "uint96[2][] | [[1,2],[3,4]] | p contains 4 | true",
        "uint96[2][] | [[1,2],[3,4]] | p[1][0] == 3 | true",
        "bool[] | [true] | p contains true | true",
        "bool[2][] | [[true,true]] | p contains FALSE | false",
        "bool[] | [true] | p == true | TYPE_MISMATCH",
        "string[] | [\"true\"] | p contains true | TYPE_MISMATCH",
        "map[] | [1] | p contains 1 | TYPE_MISMATCH",
        "tuple | (12, \"title\",[\"testing\"],(14,15)) | p contains 'testing' | true",
        "tuple | (12, \"title\",[\"testing\"],(14,15)) | p contains 15 | true",
        "tuple | (12, \"title\",[\"testing\"],(14,15)) | p =="
            + " '(12,\"title\",[\"testing\"],(14,15))' | true",
        "tuple | (12,\"Title\") | p == '(12,\"title\")' | false",
        "tuple | (12,\"a b\") | p == '(12,\"ab\")' | false",
        "tuple | (12,bare) | p contains 'bare' | true",
        "tuple | (12) | p contains true | TYPE_MISMATCH",
        "tuple | (12) | p == 12 | TYPE_MISMATCH",
        "tuple | (12) | p > 'x' | UNSUPPORTED_OPERATOR",
        "tuple | 12,13 | p contains 12 | PARSE_ERROR",
        "tuple | (1,[(2,\"x\")]) | p contains 1 | PARSE_ERROR",
        "tuple[] | [(1,\"a\")] | p contains 'a' | PARSE_ERROR",
        "tuple | () | p contains 1 | false",
      })
  void comparesArraysAndTuples(String kind, String value, String expression, String expected) {
    assertThat(outcome(expression, kind, value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1, 2, 3] | p[0] == 1 | true",
        "[1, 2, 3] | p[3] == 4 | INDEX_OUT_OF_BOUNDS",
        "[1, 2, 3] | p[18446744073709551615] == 4 | INDEX_OUT_OF_BOUNDS",
        "[1, 2, 3] | p.k == 4 | TYPE_MISMATCH",
        "[[1,2],[3]] | p[0] contains 2 | true",
        "[[1,2],[3]] | p[0] == '[1,2]' | true",
        "[{\"name\":\"Alice\"}] | p[0].name == 'alice' | true",
        "{\"0\":\"zero\"} | p.0 == ZERO | true",
        "{\"0\":\"zero\"} | p[0] == ZERO | TYPE_MISMATCH",
        "{\"a\":1} | p.b == 1 | FIELD_NOT_FOUND",
        "{\"a\":null} | p.a == 'null' | TYPE_MISMATCH",
        "{\"a\":true} | p.a == true | true",
        "{\"a\":\"\\u00e4\\ud83d\\ude00\"} | p.a == 'Ä😀' | true",
        "{\"a\":\"\\ud83d\"} | p.a == 'x' | PARSE_ERROR",
        "[\"0xAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"] | p[0] starts_with 0xaa |"
            + " UNSUPPORTED_OPERATOR",
        "[-10,5] | p[0] < -9 | true",
        "[-10,5] | p[1] > -1 | PARSE_ERROR",
        "[-9223372036854775808,-9223372036854775809] | p[0] < 0 | true",
        "[-9223372036854775808,-9223372036854775809] | p[1] < 0 | PARSE_ERROR",
        "[115792089237316195423570985008687907853269984665640564039457584007913129639935] | p[0] >"
            + " 5 | true",
        "[1.5] | p[0] > 1 | PARSE_ERROR",
        "(12,13) | p[0] == 12 | PARSE_ERROR",
      })
  void followsAccessorsWhateverTheKind(String value, String expression, String expected) {
    assertThat(outcome(expression, "tuple", value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "p == 0xABCDEF01 | true",
        "p == 0xabcdef0100000000000000000000000000000000000000000000000000000000 | true",
        "p == 0xabcdef | false",
        "p != 0xabcdef01 | false",
        "p starts_with 0xab | true",
        "p ends_with ef01 | true",
        "p ends_with '00' | false",
      })
  void readsTheBytesOfShortByteStringsThatCount(String expression, String expected) {
    String padded = "0xabcdef01" + "0".repeat(56);

    assertThat(outcome(expression, "bytes4", padded)).isEqualTo(expected);
    assertThat(outcome("p contains 0xabcdef01", "bytes4[]", "[\"" + padded + "\"]"))
        .isEqualTo("true");
  }

  @Test
  void findsParametersByTheirPosition() {
    var parameters =
        Parameters.of(
            List.of(
                Parameter.of("", "uint256", "10", false),
                Parameter.of("", "uint256", "11", false),
                Parameter.of("$2", "uint256", "12", false),
                Parameter.of("$1", "uint256", "13", false),
                Parameter.of("or", "uint256", "14", false)));

    assertThat(outcome("$0 == 10 AND $2 == 12 AND $3 == 13 AND or == 14", parameters))
        .isEqualTo("true");
    assertThat(outcome("$1 == 13", parameters)).isEqualTo("true");
    assertThat(outcome("$5 == 1", parameters)).isEqualTo("VARIABLE_NOT_FOUND");
    assertThat(outcome("$00 == 10", parameters)).isEqualTo("VARIABLE_NOT_FOUND");
    assertThat(outcome("$99999999999 == 10", parameters)).isEqualTo("VARIABLE_NOT_FOUND");
  }

  @Test
  void tellsTheListenerOfTheConditionsItCameTo() {
    var heard = new ArrayList<String>();
    var outcome =
        ExpressionEvaluator.evaluate(
            ExpressionParser.parse("p > 1 AND (p == 2 OR q == 1) AND p == 3"),
            Parameters.of(List.of(Parameter.of("p", "uint256", "7", false))),
            (clause, value, evaluation) ->
                heard.add(
                    clause.left() + " " + value.orElse("nothing") + " " + evaluation.holds()));

    assertThat(outcome.holds()).isFalse();
    assertThat(heard).containsExactly("p 7 true", "p 7 false", "q nothing false");
  }

  @Test
  void comparesWithoutWrappingAtTheBoundsOf256Bits() {
    String minInt =
        "-57896044618658097711785492504343953926634992332820282019728792003956564819968";
    String allOnes = "0x" + "f".repeat(64);

    assertThat(outcome("p == " + allOnes, "uint256", MAX_UINT)).isEqualTo("true");
    assertThat(outcome("p == " + allOnes, "int256", "-1")).isEqualTo("true");
    assertThat(outcome("p == " + allOnes + "0", "uint256", "1")).isEqualTo("PARSE_ERROR");
    assertThat(outcome("p == -0x8" + "0".repeat(63), "int256", minInt)).isEqualTo("true");
    assertThat(outcome("p > " + minInt.substring(1), "int256", "0")).isEqualTo("PARSE_ERROR");
    assertThat(outcome("p == " + "0".repeat(5000) + "7", "uint256", "7")).isEqualTo("true");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a > 0 AND b == 'bar' OR c == true | false",
        "(a > 0 OR b == 'bar') AND c == false | true",
        "a == 10 OR nope == 2 | true",
        "nope == 2 OR a == 10 | VARIABLE_NOT_FOUND",
        "a == 2 AND nope == 2 | false",
        "a == 10 AND b > 5 AND nope == 1 | TYPE_MISMATCH",
      })
  void stopsAtTheFirstTermThatDecidesOrFails(String expression, String expected) {
    var parameters =
        Parameters.of(
            List.of(
                Parameter.of("a", "uint256", "10", false),
                Parameter.of("b", "string", "foo", false),
                Parameter.of("c", "bool", "false", false)));

    assertThat(outcome(expression, parameters)).isEqualTo(expected);
  }

  @Test
  void takesTheFirstOfParametersWithOneName() {
    var parameters =
        Parameters.of(
            List.of(
                Parameter.of("x", "uint256", "1", false), Parameter.of("x", "uint256", "2", true)));

    assertThat(outcome("x == 1", parameters)).isEqualTo("true");
  }

  @Test
  void refusesValuesThatNestWithoutEnd() {
    String deepTuple = "(".repeat(50_000) + ")".repeat(50_000);
    String deepArray = "[".repeat(50_000) + "]".repeat(50_000);

    assertThat(outcome("p contains 1", "tuple", deepTuple)).isEqualTo("PARSE_ERROR");
    assertThat(outcome("p contains 1", "array", deepArray)).isEqualTo("PARSE_ERROR");
  }

  @Test
  void quotesAtMostALineOfTheValueInItsExplanation() {
    var evaluation =
        ExpressionEvaluator.evaluate(
            ExpressionParser.parse("p > 1"),
            Parameters.of(List.of(Parameter.of("p", "uint256", "x".repeat(100_000), false))));

    assertThat(evaluation.holds()).isFalse();
    assertThat(evaluation)
        .isInstanceOfSatisfying(
            Evaluation.Failed.class, failed -> assertThat(failed.detail()).hasSizeLessThan(200));
  }

  private static String outcome(String expression, String kind, String value) {
    return outcome(expression, Parameters.of(List.of(Parameter.of("p", kind, value, false))));
  }

  private static String outcome(String expression, Parameters parameters) {
    return switch (ExpressionEvaluator.evaluate(ExpressionParser.parse(expression), parameters)) {
      case Evaluation.Result(boolean value) -> Boolean.toString(value);
      case Evaluation.Failed(var error, _) -> error.name();
    };
  }
}
