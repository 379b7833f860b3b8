package org.ozmonitor.core.expression;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// A recorded expression with its parameters, and what OpenZeppelin Monitor answered.
record ExpressionVector(String id, String expression, List<Parameter> parameters, String answer) {

  static ExpressionVector of(JsonNode json) {
    List<Parameter> parameters = new ArrayList<>();
    for (JsonNode node : json.get("params")) {
      parameters.add(
          Parameter.of(
              node.get("name").asText(),
              node.get("kind").asText(),
              node.get("value").asText(),
              node.get("indexed").asBoolean()));
    }
    return new ExpressionVector(
        json.get("id").asText(),
        json.get("expression").asText(),
        parameters,
        json.get("result").asText());
  }

  boolean upstreamRefusesToParse() {
    return answer.equals("parse_error");
  }

  boolean upstreamFailsWith(EvaluationError error) {
    return answer.equals(nameOf(error));
  }

  /// What we answer, in upstream's words.
  String ourAnswer() {
    return answerTo(expression);
  }

  /// What we answer to another text with the same parameters.
  String answerTo(String text) {
    try {
      var tree = ExpressionParser.parse(text);
      return switch (ExpressionEvaluator.evaluate(tree, Parameters.of(parameters))) {
        case Evaluation.Result(boolean value) -> Boolean.toString(value);
        case Evaluation.Failed(var error, _) -> nameOf(error);
      };
    } catch (ExpressionSyntaxException syntax) {
      return "parse_error";
    }
  }

  private static String nameOf(EvaluationError error) {
    return "eval_error:"
        + switch (error) {
          case VARIABLE_NOT_FOUND -> "VariableNotFound";
          case TYPE_MISMATCH -> "TypeMismatch";
          case UNSUPPORTED_OPERATOR -> "UnsupportedOperator";
          case PARSE_ERROR -> "ParseError";
          case INDEX_OUT_OF_BOUNDS -> "IndexOutOfBounds";
          case FIELD_NOT_FOUND -> "FieldNotFound";
        };
  }
}
