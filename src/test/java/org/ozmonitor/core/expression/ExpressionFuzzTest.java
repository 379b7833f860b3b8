package org.ozmonitor.core.expression;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ozmonitor.fixture.Fuzz;

/// Any text is an expression or a clean refusal, and any expression has a clean outcome.
class ExpressionFuzzTest {
  private static final Fuzz FUZZ = Fuzz.configured().share(3);

  @Test
  void anyTokensAreATreeOrARefusal() {
    FUZZ.run(
        "expression soup",
        random -> {
          var randoms = new RandomExpressions(random);
          readAndEvaluate(randoms.soup(), randoms);
        });
  }

  @Test
  void treesSurviveWritingAndDamageIsATreeOrARefusal() {
    FUZZ.run(
        "expression damage",
        random -> {
          var randoms = new RandomExpressions(random);
          Expression tree = randoms.tree(4);
          String text = ExpressionText.of(tree);
          if (text.length() < ExpressionParser.MAX_BYTES / 3) {
            assertThat(ExpressionParser.parse(text)).as(text).isEqualTo(tree);
          }
          readAndEvaluate(text, randoms);
          readAndEvaluate(randoms.damaged(text), randoms);
        });
  }

  @Test
  void textsThatGoOnForLongEndSoon() {
    FUZZ.run(
        "expression repetition",
        random -> {
          var randoms = new RandomExpressions(random);
          readAndEvaluate(randoms.repeated(), randoms);
        });
  }

  private static void readAndEvaluate(String text, RandomExpressions randoms) {
    ParsedExpression parsed;
    try {
      parsed = ExpressionParser.read(text);
    } catch (ExpressionSyntaxException syntax) {
      assertThat(syntax.position()).isBetween(1, text.codePointCount(0, text.length()) + 1);
      assertThat(syntax.line()).isPositive();
      assertThat(syntax.column()).isBetween(1, syntax.position());
      assertThat(syntax.getMessage()).hasSizeLessThan(400);
      return;
    }
    var parameters = randoms.parameters();
    var heard = new int[1];
    var outcome =
        ExpressionEvaluator.evaluate(
            parsed.tree(), parameters, (clause, value, evaluation) -> heard[0]++);
    assertThat(heard[0]).isBetween(1, parsed.places().size());
    assertThat(outcome).isEqualTo(ExpressionEvaluator.evaluate(parsed.tree(), parameters));
    if (outcome instanceof Evaluation.Failed(var _, String detail)) {
      assertThat(detail).hasSizeLessThan(400);
    }
    for (var problem : ExpressionCheck.check(parsed, "it", randoms.declarations())) {
      assertThat(problem.position()).isPositive();
      assertThat(problem.message()).hasSizeLessThan(600);
    }
  }
}
