package org.ozmonitor.core.expression;

import java.util.Optional;

/// Follows the accessors of a left side into the text of a parameter, and gives what it finds a
/// kind. The kind depends on the value found, not on the declared type: that is upstream's rule.
final class JsonPath {
  private static final String INT64_MIN_DIGITS = "9223372036854775808";

  private JsonPath() {}

  /// What the accessors lead to.
  sealed interface Step {}

  /// A value that can be compared.
  record Found(String kind, String text) implements Step {}

  /// No such value.
  record Missing(Evaluation.Failed failed) implements Step {}

  static Step resolve(Parameter parameter, Left left) {
    Optional<JsonValue> root = JsonReader.read(parameter.value());
    if (root.isEmpty()) {
      return missing(
          EvaluationError.PARSE_ERROR,
          "the value "
              + Excerpt.of(parameter.value())
              + " is not JSON, which "
              + Excerpt.code(left)
              + " needs");
    }
    JsonValue value = root.get();
    for (Left.Accessor accessor : left.accessors()) {
      Optional<JsonValue> next = follow(accessor, value);
      if (next.isEmpty()) {
        return missing(
            errorOf(accessor, value),
            Excerpt.code(accessor) + " of " + Excerpt.code(left) + " leads to nothing");
      }
      value = next.get();
    }
    return found(value);
  }

  private static Optional<JsonValue> follow(Left.Accessor accessor, JsonValue value) {
    return switch (accessor) {
      case Left.Accessor.Index(long position) when value instanceof JsonValue.Array(var elements) ->
          Long.compareUnsigned(position, elements.size()) < 0
              ? Optional.of(elements.get((int) position))
              : Optional.empty();
      case Left.Accessor.Key(var name) when value instanceof JsonValue.Members(var byKey) ->
          Optional.ofNullable(byKey.get(name));
      case Left.Accessor.Index _, Left.Accessor.Key _ -> Optional.empty();
    };
  }

  private static EvaluationError errorOf(Left.Accessor accessor, JsonValue value) {
    return switch (accessor) {
      case Left.Accessor.Index _ when value instanceof JsonValue.Array ->
          EvaluationError.INDEX_OUT_OF_BOUNDS;
      case Left.Accessor.Key _ when value instanceof JsonValue.Members ->
          EvaluationError.FIELD_NOT_FOUND;
      case Left.Accessor.Index _, Left.Accessor.Key _ -> EvaluationError.TYPE_MISMATCH;
    };
  }

  private static Step found(JsonValue value) {
    return switch (value) {
      case JsonValue.Text(var text) when AddressText.isAddressInAnyCase(text) ->
          new Found("address", text);
      case JsonValue.Text(var text) -> new Found("string", text);
      case JsonValue.Numeral(var text) ->
          new Found(isNegativeInt64(text) ? "int64" : "number", text);
      case JsonValue.Bool(var bool) -> new Found("bool", Boolean.toString(bool));
      case JsonValue.Array array -> new Found("array", array.compact());
      case JsonValue.Members members -> new Found("map", members.compact());
      case JsonValue.Null _ -> new Found("null", "null");
    };
  }

  private static boolean isNegativeInt64(String number) {
    String digits = number.substring(1);
    return number.charAt(0) == '-'
        && digits.chars().allMatch(c -> c >= '0' && c <= '9')
        && (digits.length() < INT64_MIN_DIGITS.length()
            || (digits.length() == INT64_MIN_DIGITS.length()
                && digits.compareTo(INT64_MIN_DIGITS) <= 0));
  }

  private static Missing missing(EvaluationError error, String detail) {
    return new Missing(new Evaluation.Failed(error, detail));
  }
}
