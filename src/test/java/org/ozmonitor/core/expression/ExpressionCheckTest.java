package org.ozmonitor.core.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionCheckTest {
  private static final List<Declaration> DECLARED =
      List.of(
          Declaration.of("from", "address"),
          Declaration.of("value", "uint256"),
          Declaration.of("fee", "uint24"),
          Declaration.of("delta", "int8"),
          Declaration.of("memo", "string"),
          Declaration.of("data", "bytes"),
          Declaration.of("selector", "bytes4"),
          Declaration.of("flag", "bool"),
          Declaration.of("ids", "uint256[]"),
          Declaration.of("pair", "uint96[2]"),
          Declaration.of("names", "string[]"),
          Declaration.of("owners", "address[]"),
          new Declaration("label", "string", true, List.of()),
          new Declaration("hashes", "bytes32[]", true, List.of()),
          new Declaration(
              "order",
              "tuple",
              false,
              List.of(
                  Declaration.of("amount", "uint256"),
                  Declaration.of("", "address"),
                  new Declaration(
                      "fills", "tuple[]", false, List.of(Declaration.of("price", "uint256"))))),
          Declaration.of("", "uint8"),
          Declaration.of("odd", "Lib.Kind"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "value > 100 AND value <= 0xff",
        "from == 0x00000000000000000000000000000000000000aA AND from != ''",
        "fee == 16777215 OR fee < 1",
        "delta == -128",
        "memo contains 'x' AND memo.a.b == 1",
        "data == 0xab AND data starts_with '0x'",
        "selector == 0xabcdef01",
        "selector != 0xabcdef0100000000000000000000000000000000000000000000000000000000",
        "flag == TRUE",
        "ids contains 5 AND ids[7] >= 1 AND ids == '[1,2]'",
        "pair[1] > 5 AND pair contains 5",
        "names contains 'x' AND names[0] == x",
        "owners contains '0x00000000000000000000000000000000000000aA'",
        "label == 0x1111111111111111111111111111111111111111111111111111111111111111",
        "order.amount > 1 AND order[0] > 1 AND order.0 > 1",
        "order.1 == 0x00000000000000000000000000000000000000aA",
        "order.fills[3].price < 10 AND order.fills contains 5",
        "order contains true OR order == '(1,2)'",
        "$1 > 5 AND $15 == 3"
      })
  void hasNothingToSayOfConditionsThatCanHold(String expression) {
    assertThat(check(expression)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "amount > 1 | NAME | 1 | no parameter `amount`; Transfer has from, value, fee",
        "values > 1 | NAME | 1 | no parameter `values`; did you mean `value`? Transfer has from",
        "$17 > 1 | NAME | 1 | no parameter `$17`; Transfer has",
        "flag == true AND value contains 1 | OPERATOR | 24 | `value`: the operator contains does",
        "memo > 5 | OPERATOR | 6 | `memo`: the operator > does not apply to a string",
        "odd == 5 | OPERATOR | 5 | `odd`: Lib.Kind has no comparisons",
        "from starts_with 0x12 | OPERATOR | 6 | `from`: the operator starts_with",
        "order > 5 | OPERATOR | 7 | `order`: the operator > does not apply to a tuple",
        "hashes == '[]' | OPERATOR | 8 | `hashes`: an indexed bytes32[] is only there as its hash",
        "value == 1.5 | LITERAL | 10 | `value`: '1.5' is no uint256: it has no fraction",
        "value > -1 | LITERAL | 9 | `value`: '-1' is no uint256: it has no sign",
        "value == true | LITERAL | 10 | `value`: 'true' is no uint256",
        "value == lots | LITERAL | 10 | `value`: 'lots' is no uint256",
        "from == 12 | LITERAL | 9 | `from`: an address is written 0x and 40 hex digits",
        "from == 0x12 | LITERAL | 9 | `from`: '0x12' equals no address",
        "memo == 123 | LITERAL | 9 | `memo`: a string is compared with a text, write '123'",
        "flag == 'true' | LITERAL | 9 | `flag`: a bool is compared with true or false",
        "ids == 5 | LITERAL | 8 | `ids`: a uint256[] is compared with a text: '[1,2]'",
        "ids == 'x' | LITERAL | 8 | `ids`: 'x' is no array",
        "ids contains true | LITERAL | 14 | `ids`: a uint256[] is compared with a text",
        "owners contains 0x1 | LITERAL | 17 | `owners`: '0x1' equals no address",
        "order == 5 | LITERAL | 10 | `order`: a tuple is compared with a text",
        "fee == 16777216 | RANGE | 8 | `fee`: never holds: a uint24 is from 0 to 16777215",
        "value < 0 | RANGE | 9 | `value`: never holds: a uint256 is from 0",
        "delta > 127 | RANGE | 9 | `delta`: never holds: a int8 is from -128 to 127",
        "selector == 0xabcd | RANGE | 13 | `selector`: '0xabcd' equals no bytes4: 0x and 8 hex",
        "data == abcd | RANGE | 9 | `data`: 'abcd' equals no bytes: 0x and two hex digits",
        "data starts_with ab | RANGE | 18 | `data`: never holds: a bytes starts with 0x",
        "ids contains 0x5 | RANGE | 14 | `ids`: never holds: elements of a uint256[]",
        "label == alice | RANGE | 10 | `label`: never holds: an indexed string is only there as",
        "value.a == 5 | ACCESSOR | 1 | `value.a`: a uint256 has no parts",
        "data[0] == 5 | ACCESSOR | 1 | `data[0]`: a bytes has no parts",
        "ids.0 == 5 | ACCESSOR | 1 | `ids.0`: elements of a uint256[] are written [0], not `.0`",
        "hashes[0] == 5 | ACCESSOR | 1 | `hashes[0]`: an indexed bytes32[] is only there as its",
        "order.ammount > 5 | FIELD | 1 | `order.ammount`: no component `ammount`; did you mean"
            + " `amount`? the tuple has amount, [1], fills",
        "order.fills[0].size > 5 | FIELD | 1 | `order.fills[0].size`: no component `size`; the",
        "order[3] == 5 | INDEX | 1 | `order[3]`: the tuple has components [0] to [2]",
        "pair[2] == 5 | INDEX | 1 | `pair[2]`: a uint96[2] has elements [0] to [1]",
      })
  void saysWhyAConditionNeverHolds(
      String expression, ExpressionProblem.Rule rule, int position, String message) {
    assertThat(check(expression))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.rule()).isEqualTo(rule);
              assertThat(problem.position()).isEqualTo(position);
              assertThat(problem.message()).startsWith(message);
            });
  }

  @Test
  void reportsEveryConditionAtItsPlace() {
    assertThat(check("nope == 1 OR (fee == 5 AND\n fee == 99999999)"))
        .extracting(ExpressionProblem::position)
        .containsExactly(1, 36);
    assertThat(ExpressionCheck.check(ExpressionParser.read("a == 1"), "`Paused`", List.of()))
        .singleElement()
        .hasToString("position 1: no parameter `a`; `Paused` has no parameters");
  }

  private static List<ExpressionProblem> check(String expression) {
    return ExpressionCheck.check(ExpressionParser.read(expression), "Transfer", DECLARED);
  }
}
