package org.ozmonitor.core.evm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ozmonitor.core.evm.abi.Abi;
import org.ozmonitor.core.evm.abi.AbiParameter;
import org.ozmonitor.core.evm.abi.AbiParser;
import org.ozmonitor.core.evm.abi.AbiValue;
import org.ozmonitor.core.evm.abi.AbiValue.Array;
import org.ozmonitor.core.evm.abi.AbiValue.Text;
import org.ozmonitor.core.evm.abi.AbiValue.Tuple;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.expression.Evaluation;
import org.ozmonitor.core.expression.ExpressionEvaluator;
import org.ozmonitor.core.expression.ExpressionParser;
import org.ozmonitor.core.problem.Problems;

/// Expressions on decoded arguments, where their text alone has no answer.
class ArgumentStructureTest {
  private static final String ABI =
      """
      [{"type":"function","name":"f","outputs":[],"inputs":[
        {"name":"order","type":"tuple","components":[
          {"name":"amount","type":"uint96"},
          {"name":"or","type":"string"},
          {"name":"fills","type":"tuple[]","components":[
            {"name":"price","type":"int24"},{"name":"","type":"bool"}]},
          {"name":"amount","type":"bool"}]},
        {"name":"deltas","type":"int256[]"},
        {"name":"names","type":"string[2][]"},
        {"name":"pairs","type":"(uint8,string)[1]"},
        {"name":"","type":"bytes4[]"},
        {"name":"none","type":"tuple[]","components":[{"name":"a","type":"uint8"}]}]}]\
      """;
  private static final Arguments ARGUMENTS =
      new Arguments(
          inputs(),
          List.of(
              new Tuple(
                  List.of(
                      number(7),
                      new Text("say \"hi\", (you)"),
                      new Array(
                          List.of(
                              new Tuple(List.of(negative(5), new AbiValue.Flag(true))),
                              new Tuple(List.of(signed(6), new AbiValue.Flag(false))))),
                      new AbiValue.Flag(true))),
              new Array(List.of(negative(3), signed(4))),
              new Array(List.of(new Array(List.of(new Text("it's \"a\""), new Text("B"))))),
              new Array(List.of(new Tuple(List.of(number(9), new Text("x"))))),
              new Array(List.of(new AbiValue.Hash(new Word(0xabcdef0100000000L, 0, 0, 0)))),
              new Array(List.of())));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "order.amount == 7 | true",
        "order[0] == 7 | true",
        "order.0 > 6 | true",
        "order.or ends_with '(you)' | true",
        "order[1] == 'SAY \"hi\", (you)' | true",
        "order.fills[0].price < -4 | true",
        "order.fills[1].price > -1 | true",
        "order.fills[0].1 == true | true",
        "order.fills[0] == '(-5, true)' | true",
        "order.fills contains 6 | true",
        "order.fills contains TRUE | true",
        "order.fills contains 7 | false",
        "order contains -5 | true",
        "order.3 == true | true",
        "deltas[1] > -1 | true",
        "deltas[0] == -3 | true",
        "names[0][1] == b | true",
        "names contains 'it\\'s \"a\"' | true",
        "names[0] contains c | false",
        "names[0] == '[\"IT\\'s \"a\"\",\"B\"]' | true",
        "pairs[0].0 == 9 | true",
        "pairs[0][1] == X | true",
        "pairs contains x | true",
        "pairs == '[(9, \"x\")]' | true",
        "pairs != '[(9,\"y\")]' | true",
        "$4[0] starts_with 0xabcdef01 | true",
        "$4 contains 0xabcdef01 | true",
        "none == '[]' | true",
        "none contains 1 | false",
        "order.nope == 7 | FIELD_NOT_FOUND",
        "order.4 == 7 | FIELD_NOT_FOUND",
        "order[4] == 7 | INDEX_OUT_OF_BOUNDS",
        "order.fills[2].price == 7 | INDEX_OUT_OF_BOUNDS",
        "order.amount.x == 7 | TYPE_MISMATCH",
        "order.fills.price == 7 | TYPE_MISMATCH",
        "order > 5 | TYPE_MISMATCH",
        "order.fills starts_with x | UNSUPPORTED_OPERATOR",
        "pairs contains true | TYPE_MISMATCH",
        "none[0].a == 1 | INDEX_OUT_OF_BOUNDS",
      })
  void stepsIntoDecodedValuesByTheirDeclaration(String expression, String expected) {
    assertThat(outcome(expression)).isEqualTo(expected);
  }

  @Test
  void keepsUpstreamsAnswerWhereTheTextHasOne() {
    assertThat(outcome("$4[0] == 0xabcdef01")).isEqualTo("false");
    assertThat(outcome("$4[0] == 0xabcdef01" + "0".repeat(56))).isEqualTo("true");
  }

  private static String outcome(String expression) {
    return switch (ExpressionEvaluator.evaluate(ExpressionParser.parse(expression), ARGUMENTS)) {
      case Evaluation.Result(boolean value) -> Boolean.toString(value);
      case Evaluation.Failed(var error, _) -> error.name();
    };
  }

  @Test
  void namesTheKindsOfItsParts() {
    var pairs = ARGUMENTS.find("pairs").orElseThrow().structure().orElseThrow();

    assertThat(pairs.kind()).isEqualTo("(uint8,string)[1]");
    assertThat(pairs.part(0).kind()).isEqualTo("(uint8,string)");
    assertThat(pairs.part(0).part(1).kind()).isEqualTo("string");
    assertThat(pairs.part(0).text()).isEqualTo("(9,\"x\")");
  }

  private static List<AbiParameter> inputs() {
    Problems problems = new Problems();
    Abi abi = AbiParser.parse(ABI, "abi", problems).orElseThrow();
    return abi.functions().getFirst().inputs();
  }

  private static AbiValue number(long value) {
    return new AbiValue.Unsigned(new Word(0, 0, 0, value));
  }

  private static AbiValue signed(long value) {
    return new AbiValue.Signed(new Word(0, 0, 0, value));
  }

  private static AbiValue negative(long magnitude) {
    return new AbiValue.Signed(new Word(-1, -1, -1, -magnitude));
  }
}
