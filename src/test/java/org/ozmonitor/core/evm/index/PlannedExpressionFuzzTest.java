package org.ozmonitor.core.evm.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ozmonitor.core.evm.index.ExpressionPlanner.Declared;
import org.ozmonitor.core.evm.index.PlannedExpression.Outcome;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.evm.value.WordCell;
import org.ozmonitor.core.evm.value.WordKind;
import org.ozmonitor.core.expression.Evaluation;
import org.ozmonitor.core.expression.Expression;
import org.ozmonitor.core.expression.ExpressionEvaluator;
import org.ozmonitor.core.expression.ExpressionParser;
import org.ozmonitor.core.expression.Parameter;
import org.ozmonitor.core.expression.Parameters;
import org.ozmonitor.fixture.Fuzz;

/// Plans against the evaluation of text: the same outcome, and what holds stands where it is found.
class PlannedExpressionFuzzTest {
  private static final String DIGITS = "1234567890123456789012345678901234567890";
  private static final List<String> NAMES = List.of("u", "i", "a", "b");
  private static final List<WordKind> KINDS =
      List.of(WordKind.UNSIGNED, WordKind.SIGNED, WordKind.ACCOUNT, WordKind.FLAG);
  private static final ExpressionPlanner PLANNER =
      new ExpressionPlanner(
          IntStream.range(0, NAMES.size())
              .mapToObj(i -> new Declared(NAMES.get(i), Optional.of(KINDS.get(i)), true))
              .toList(),
          true,
          _ -> Optional.empty());
  private static final List<String> LEFTS =
      List.of("u", "i", "a", "b", "$0", "$1", "$2", "$3", "$4", "u[0]", "nope");
  private static final List<String> OPERATORS =
      List.of("==", "!=", ">", ">=", "<", "<=", "contains", "starts_with");
  private static final List<String> LITERALS =
      List.of(
          "0",
          "1",
          "-1",
          "+1",
          "5",
          "1.0",
          "'1_0'",
          "0x1",
          "0X1",
          "0b11",
          "true",
          "FALSE",
          "'true'",
          "0x" + "f".repeat(64),
          "0x8" + "0".repeat(63),
          "0x1" + "0".repeat(64),
          "-0x1",
          "115792089237316195423570985008687907853269984665640564039457584007913129639935",
          "57896044618658097711785492504343953926634992332820282019728792003956564819967",
          "-57896044618658097711785492504343953926634992332820282019728792003956564819968",
          "0x" + DIGITS,
          "0X" + DIGITS,
          DIGITS,
          "'" + DIGITS + "'",
          "'0x0x" + DIGITS + "'",
          "'0x 1234 5678 9012345678901234567890 1234567890'",
          "' 0x" + DIGITS + "'",
          "'0x'",
          "''",
          "word",
          "0x" + "0".repeat(40));

  @Test
  void plansComeToWhatTheTextComesTo() {
    Fuzz.configured()
        .share(3)
        .run(
            "planned expressions",
            random -> {
              var subject = new Words(IntStream.range(0, 4).mapToObj(_ -> word(random)).toList());
              for (int i = 0; i < 8; i++) {
                compare(ExpressionParser.parse(expression(random, 2)), subject);
              }
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"0X" + DIGITS, "'0x0x" + DIGITS + "'", "'0x0X" + DIGITS + "'"})
  void anAddressWithAnotherPrefixEqualsNone(String literal) {
    Word account = new Word(0, 0x12345678L, 0x9012345678901234L, 0x5678901234567890L);
    var subject = new Words(List.of(Word.ZERO, Word.ZERO, account, Word.ZERO));

    compare(ExpressionParser.parse("a == " + literal), subject);
    assertThat(PLANNER.plan(ExpressionParser.parse("a == 0x" + DIGITS)).evaluate(subject))
        .isEqualTo(Outcome.HOLDS);
  }

  private static void compare(Expression expression, Words subject) {
    Outcome byText =
        switch (ExpressionEvaluator.evaluate(expression, subject.parameters())) {
          case Evaluation.Result(boolean value) -> value ? Outcome.HOLDS : Outcome.DOES_NOT_HOLD;
          case Evaluation.Failed _ -> Outcome.FAILED;
        };
    assertThat(PLANNER.plan(expression).evaluate(subject))
        .as("%s on %s", expression, subject)
        .isEqualTo(byText);
    if (byText == Outcome.HOLDS) {
      assertThat(subject.isFoundBy(PLANNER.access(expression)))
          .as("%s finds %s", expression, subject)
          .isTrue();
    }
  }

  private static String expression(Random random, int depth) {
    return switch (depth == 0 ? 0 : random.nextInt(4)) {
      case 1 -> "(" + expression(random, depth - 1) + ") AND " + expression(random, depth - 1);
      case 2 -> "(" + expression(random, depth - 1) + " OR " + expression(random, depth - 1) + ")";
      default -> one(random, LEFTS) + " " + one(random, OPERATORS) + " " + one(random, LITERALS);
    };
  }

  private static Word word(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> Word.ZERO;
      case 1 -> new Word(0, 0, 0, random.nextInt(12));
      case 2 -> new Word(-1, -1, -1, -random.nextInt(3) - 1L);
      case 3 -> new Word(Long.MIN_VALUE, 0, 0, random.nextInt(2));
      case 4 -> new Word(0, 0x12345678L, 0x9012345678901234L, 0x5678901234567890L);
      default ->
          new Word(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    };
  }

  private static <T> T one(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /// One word for each parameter.
  private record Words(List<Word> words) implements PlannedExpression.Subject {
    @Override
    public @Nullable Word word(int parameter) {
      return words.get(parameter);
    }

    @Override
    public Parameters parameters() {
      return Parameters.of(
          List.of(
              Parameter.of("u", "uint256", words.get(0).unsignedDecimal(), false),
              Parameter.of("i", "int256", words.get(1).signedDecimal(), false),
              Parameter.of("a", "address", "0x" + words.get(2).hex().substring(26), false),
              Parameter.of("b", "bool", Boolean.toString(!words.get(3).isZero()), false)));
    }

    boolean isFoundBy(AccessPlan plan) {
      return switch (plan) {
        case AccessPlan.Anywhere() -> true;
        case AccessPlan.Nowhere() -> false;
        case AccessPlan.OneOf(var accesses) ->
            accesses.stream().anyMatch(access -> access.admits(cell(access.parameter())));
      };
    }

    private WordCell cell(int parameter) {
      var cell = new WordCell();
      byte[] digits = words.get(parameter).hex().getBytes(StandardCharsets.US_ASCII);
      cell.readWord(digits, 2, KINDS.get(parameter));
      return cell;
    }
  }
}
