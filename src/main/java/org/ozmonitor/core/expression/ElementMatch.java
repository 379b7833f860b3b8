package org.ozmonitor.core.expression;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/// How `contains` compares the elements of arrays and tuples with its literal: whole elements,
/// never
/// parts of their text. Elements that are collections are searched through, object keys are not.
final class ElementMatch {
  private ElementMatch() {}

  /// Arrays and tuples take text with every operator, a number with `contains` only.
  static boolean accepts(Operator operator, Literal literal) {
    return switch (literal.type()) {
      case TEXT -> true;
      case NUMBER -> operator == Operator.CONTAINS;
      case BOOL -> false;
    };
  }

  static boolean matches(JsonValue element, Literal literal) {
    return switch (element) {
      case JsonValue.Text(var text) when AddressText.isAddress(text) ->
          AddressText.normalise(text).equals(literal.address());
      case JsonValue.Text(var text) -> text.toLowerCase(Locale.ROOT).equals(literal.lowerCase());
      case JsonValue.Numeral(var text) -> matchesNumber(text, literal);
      case JsonValue.Bool(var bool) -> Boolean.toString(bool).equals(literal.lowerCase());
      case JsonValue.Null _ -> literal.text().equals("null");
      case JsonValue.Array(var elements) ->
          elements.stream().anyMatch(inner -> matches(inner, literal));
      case JsonValue.Members(var byKey) ->
          byKey.values().stream().anyMatch(inner -> matches(inner, literal));
    };
  }

  private static boolean matchesNumber(String text, Literal literal) {
    Optional<BigDecimal> left = DecimalText.read(text);
    Optional<BigDecimal> right = literal.decimal();
    if (left.isEmpty() || right.isEmpty()) {
      return text.equals(literal.text());
    }
    return left.get().compareTo(right.get()) == 0;
  }
}
