package org.ozmonitor.core.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Evaluates every recorded expression and compares with what OpenZeppelin Monitor answered.
class ExpressionConformanceTest {
  private static final Path VECTORS =
      Path.of(
          System.getProperty("ozm.conformance", "../shared/conformance"), "expressions/evm.jsonl");

  @Test
  void answersEveryRecordedExpressionAsUpstreamDoes() throws IOException {
    assumeTrue(Files.exists(VECTORS), () -> "no conformance vectors at " + VECTORS);
    var json = new ObjectMapper();
    var exceptions = new ArrayList<String>();
    var differing = new ArrayList<String>();
    int agreeing = 0;

    for (String line : Files.readString(VECTORS).split("\n", -1)) {
      if (line.isBlank()) {
        continue;
      }
      JsonNode vector = json.readTree(line);
      String answer = answer(vector);
      if (answer.equals(vector.get("result").asText())) {
        agreeing++;
        continue;
      }
      String difference = vector.get("id").asText() + " answers " + answer + ": " + line;
      reviewedException(vector)
          .ifPresentOrElse(
              rule -> exceptions.add(rule + ": " + difference), () -> differing.add(difference));
    }

    System.out.printf(
        "expressions/evm: agree %d, exceptions %d, differ %d%n",
        agreeing, exceptions.size(), differing.size());
    exceptions.forEach(System.out::println);
    differing.forEach(System.out::println);
    assertThat(differing).isEmpty();
    assertThat(agreeing).isPositive();
  }

  /// The rule that allows us to answer otherwise; empty where the answer must be the same.
  private static Optional<String> reviewedException(JsonNode vector) {
    String expression = vector.get("expression").asText();
    if (expression.length() > ExpressionParser.MAX_BYTES) {
      return Optional.of("limit: text over 16 KiB");
    }
    if (deepest(expression) > ExpressionParser.MAX_DEPTH) {
      return Optional.of("limit: nested deeper than 64");
    }
    if (vector.has("upstream_defect")) {
      return Optional.of("upstream defect: " + vector.get("upstream_defect").asText());
    }
    return Optional.empty();
  }

  private static int deepest(String expression) {
    int depth = 0;
    int deepest = 0;
    for (int i = 0; i < expression.length(); i++) {
      char character = expression.charAt(i);
      depth += character == '(' ? 1 : character == ')' ? -1 : 0;
      deepest = Math.max(deepest, depth);
    }
    return deepest;
  }

  private static String answer(JsonNode vector) {
    try {
      var expression = ExpressionParser.parse(vector.get("expression").asText());
      return switch (ExpressionEvaluator.evaluate(expression, parameters(vector))) {
        case Evaluation.Result(boolean value) -> Boolean.toString(value);
        case Evaluation.Failed(var error, _) -> "eval_error:" + nameOf(error);
      };
    } catch (ExpressionSyntaxException syntax) {
      return "parse_error";
    }
  }

  private static String nameOf(EvaluationError error) {
    return switch (error) {
      case VARIABLE_NOT_FOUND -> "VariableNotFound";
      case TYPE_MISMATCH -> "TypeMismatch";
      case UNSUPPORTED_OPERATOR -> "UnsupportedOperator";
      case PARSE_ERROR -> "ParseError";
      case INDEX_OUT_OF_BOUNDS -> "IndexOutOfBounds";
      case FIELD_NOT_FOUND -> "FieldNotFound";
    };
  }

  private static Parameters parameters(JsonNode vector) {
    List<Parameter> parameters = new ArrayList<>();
    for (JsonNode node : vector.get("params")) {
      parameters.add(
          Parameter.of(
              node.get("name").asText(),
              node.get("kind").asText(),
              node.get("value").asText(),
              node.get("indexed").asBoolean()));
    }
    return Parameters.of(parameters);
  }
}
