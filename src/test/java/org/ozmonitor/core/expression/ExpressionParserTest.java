package org.ozmonitor.core.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ozmonitor.core.expression.Expression.And;
import org.ozmonitor.core.expression.Expression.Compare;
import org.ozmonitor.core.expression.Expression.Or;
import org.ozmonitor.core.expression.Left.Accessor;

class ExpressionParserTest {
  private static final Compare A = equal("a", "1");
  private static final Compare B = equal("b", "2");
  private static final Compare C = equal("c", "3");

  @Test
  void bindsAndTighterThanOr() {
    assertThat(parse("a == 1 OR b == 2 AND c == 3"))
        .isEqualTo(new Or(List.of(A, new And(List.of(B, C)))));
    assertThat(parse("a == 1 AND b == 2 OR c == 3"))
        .isEqualTo(new Or(List.of(new And(List.of(A, B)), C)));
  }

  @Test
  void groupsByParenthesesThatNeedNoBlanks() {
    assertThat(parse("(a == 1 OR b == 2)AND(c == 3)"))
        .isEqualTo(new And(List.of(new Or(List.of(A, B)), C)));
    assertThat(parse("\t((  a==1 ))  ")).isEqualTo(A);
  }

  @Test
  void takesWordOperatorsInAnyCaseAndWithoutWordBoundaries() {
    assertThat(parse("a == 1 oRb == 2")).isEqualTo(new Or(List.of(A, B)));
    assertThat(parse("a == 1 orange == 2")).isEqualTo(new Or(List.of(A, equal("ange", "2"))));
    assertThat(parse("p STARTS_WITHfoo"))
        .isEqualTo(
            new Compare(new Left("p", List.of()), Operator.STARTS_WITH, Literal.text("foo")));
  }

  @Test
  void readsAccessors() {
    var left = ((Compare) parse("map.0[1].name == 1")).left();

    assertThat(left.base()).isEqualTo("map");
    assertThat(left.accessors())
        .containsExactly(new Accessor.Key("0"), new Accessor.Index(1), new Accessor.Key("name"));
    assertThat(left).hasToString("map.0[1].name");
    assertThat(((Compare) parse("0.1 > 1")).left())
        .isEqualTo(new Left("0", List.of(new Accessor.Key("1"))));
    assertThat(((Compare) parse("p[18446744073709551615] > 1")).left())
        .hasToString("p[18446744073709551615]");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "true, BOOL, true",
        "-1.50, NUMBER, -1.50",
        "+7, NUMBER, +7",
        "0x7b, TEXT, 0x7b",
        "'123', TEXT, 123",
        "\"it's\", TEXT, it's",
        "'it\\'s', TEXT, it's",
        "'say \\\"hi\\\"', TEXT, say \"hi\"",
        "'a\\\\b', TEXT, a\\b",
        "TRUE, BOOL, true",
        "False, BOOL, false",
        "Trueish, TEXT, Trueish",
        "true_val, TEXT, true_val",
        "1e2, TEXT, 1e2",
        "1_000, TEXT, 1_000",
        "12ab, TEXT, 12ab",
        "0xVal, TEXT, 0xVal",
        "0x1_, TEXT, 0x1_",
        "-word, TEXT, -word",
      })
  void tellsLiteralsApart(String written, Literal.Type type, String text) {
    var literal = ((Compare) parse("p == " + written)).literal();

    assertThat(literal.type()).isEqualTo(type);
    assertThat(literal.text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TRUE'",
        ".5",
        "5.",
        "1.2.3",
        "0x",
        "0X",
        "--1",
        "- 1",
        "2024-01-01",
        "and",
        "'hello\\'",
        "'hello",
        "'a\\nb'",
        "(1)",
        "1 00",
        "0x12'",
        "true'",
        "x]",
        "ſ"
      })
  void refusesWhatIsNoLiteral(String written) {
    assertThatExceptionOfType(ExpressionSyntaxException.class)
        .isThrownBy(() -> parse("p == " + written));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "p >>> 1",
        "p <=> 5",
        "p > ",
        "p === 1",
        "p == 5 && p == 5",
        "NOT p == 4",
        "or",
        "or 'x'",
        "a == 1 AND AND b == 2",
        "a == 1 OR true",
        "true AND true",
        "${p} > 1",
        "p == $1",
        "p.a\n.b == 1",
        "p[] == 1",
        "p[abc] == 1",
        "p[ 1] == 1",
        "p[18446744073709551616] == 1",
        "p..a == 1",
        "p.1key == 1",
        "p.key-name == 1",
        "123_ == 1",
        "123true == 1",
        "0contains 1",
        "p.0contains 1",
        "()",
        "(a == 1",
        "a == 1)",
        "a == 1 OR",
        "p containſ 'x'",
        "été > 1"
      })
  void refusesWhatIsNoExpression(String written) {
    assertThatExceptionOfType(ExpressionSyntaxException.class).isThrownBy(() -> parse(written));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "a ~ 1 | 3 | position 3: expected an operator",
        "a == 1 b | 8 | position 8: expected AND, OR or the end",
        "(a == 1 | 8 | position 8: expected AND, OR or )",
        "a == 1 AND | 11 | position 11: expected a name or (",
        "and a == 1 | 1 | position 1: expected a name, and is a keyword; a condition stands on"
            + " both",
        "p = 1 | 3 | position 3: expected an operator (==, !=, >, >=, <, <=, contains, starts_with"
            + " or ends_with); write ==",
        "p startsWith x | 3 | position 3: expected an operator (==, !=, >, >=, <, <=, contains,"
            + " starts_with or ends_with); write starts_with",
        "a == 1 && b == 2 | 8 | position 8: expected AND, OR or the end; write AND",
        "p == [1] | 6 | position 6: expected a value: quoted text, a number, true, false or a word;"
            + " arrays and tuples stand in quotes",
        "NOT p == 4 | 5 | position 5: expected an operator (==, !=, >, >=, <, <=, contains,"
            + " starts_with or ends_with); there is no NOT",
        "p == '😀\\n' | 9 | position 9: expected ' or \\ after \\",
      })
  void saysWhereTheTextStopsMakingSense(String written, int position, String message) {
    var failure = catchThrowableOfType(ExpressionSyntaxException.class, () -> parse(written));

    assertThat(failure).hasMessageStartingWith(message);
    assertThat(failure.position()).isEqualTo(position);
  }

  @Test
  void takesLineBreaksAsBlanks() {
    assertThat(parse("\r\n a\n==\n1\nOR\n(\nb == 2\n)AND\nc == 3\n"))
        .isEqualTo(new Or(List.of(A, new And(List.of(B, C)))));
    assertThat(parse("p == true\nAND 0\n== x"))
        .hasToString(parse("p == true AND 0 == x").toString());

    var failure = catchThrowableOfType(ExpressionSyntaxException.class, () -> parse("a == 1\n b"));
    assertThat(failure).hasMessageStartingWith("position 9 (line 2, column 2): expected AND");
    assertThat(failure.rule()).isEqualTo(SyntaxRule.END);
    assertThat(failure.line()).isEqualTo(2);
    assertThat(failure.column()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"or", "AND", "true", "contains", "ends_with", "order", "$", "$0", "a$b", "_$"})
  void takesAnyNameThatAnOperatorFollows(String name) {
    assertThat(parse(name + "==1")).isEqualTo(equal(name, "1"));
    assertThat(parse("a == 1 OR " + name + "\t== 1"))
        .isEqualTo(new Or(List.of(A, equal(name, "1"))));
    assertThat(((Compare) parse(name + "[0]." + name + " contains 1")).left())
        .hasToString(name + "[0]." + name);
  }

  @Test
  void knowsThePlacesOfConditions() {
    var parsed = ExpressionParser.read("a == '😀' OR\n( b.c\tcontains x )");

    assertThat(parsed.places())
        .containsExactly(
            new ParsedExpression.ConditionPlace(1, 3, 6),
            new ParsedExpression.ConditionPlace(15, 19, 28));
  }

  @Test
  void limitsNestingAndLength() {
    assertThat(parse("(".repeat(64) + "a == 1" + ")".repeat(64))).isEqualTo(A);
    assertThatExceptionOfType(ExpressionSyntaxException.class)
        .isThrownBy(() -> parse("(".repeat(10_000) + "a == 1"))
        .withMessage("position 65: parentheses nest at most 64 deep");
    assertThat(parse("a == 1" + " ".repeat(16 * 1024 - 6))).isEqualTo(A);
    assertThatExceptionOfType(ExpressionSyntaxException.class)
        .isThrownBy(() -> parse("a == 1" + " ".repeat(16 * 1024 - 5)))
        .withMessageContaining("at most 16384 bytes");
    assertThatExceptionOfType(ExpressionSyntaxException.class)
        .isThrownBy(() -> parse("a == '" + "é".repeat(8 * 1024) + "'"));
  }

  @Test
  void listsTheNamesAnExpressionReadsInOrder() {
    assertThat(parse("to == x AND (value > 1 OR to.k == y) AND from[0] == z").names())
        .containsExactly("to", "value", "from");
  }

  @Test
  void answersAnyTokenSoupWithATreeOrASyntaxError() {
    String[] tokens = {
      "a",
      "0",
      "12",
      "and",
      "OR",
      "contains",
      "starts_with",
      "==",
      "!",
      "=",
      ">=",
      "<",
      "(",
      ")",
      "[",
      "]",
      ".",
      "'",
      "\"",
      "\\",
      "true",
      "FALSE",
      "0x",
      "0xfF",
      "-",
      "+",
      "_",
      " ",
      " ",
      " ",
      "\t",
      "\n",
      "é",
      "😀",
      "\ud83d",
      "\0",
      "'q'",
      "1.5",
      "p[0].k == 1",
      "99999999999999999999"
    };
    var random = new Random(20250117);
    int parsed = 0;
    for (int round = 0; round < 20_000; round++) {
      var soup = new StringBuilder();
      for (int i = random.nextInt(14); i >= 0; i--) {
        soup.append(tokens[random.nextInt(tokens.length)]);
      }
      try {
        parsed += parse(soup.toString()).names().size();
      } catch (ExpressionSyntaxException syntax) {
        assertThat(syntax.position()).isBetween(1, soup.length() + 1);
      }
    }
    assertThat(parsed).isPositive();
  }

  private static Expression parse(String text) {
    return ExpressionParser.parse(text);
  }

  private static Compare equal(String name, String number) {
    return new Compare(new Left(name, List.of()), Operator.EQUAL, Literal.number(number));
  }
}
