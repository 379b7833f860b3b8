package org.ozmonitor.core.expression;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/// How `contains` compares the elements of arrays and tuples with its literal: whole elements,
/// never parts of their text. Elements that are collections are searched through, object keys are
/// not.
final class ElementMatch {
  private ElementMatch() {}

  /// Arrays and tuples take text with every operator, a number with `contains` only. Booleans too
  /// if they are what the array consists of.
  static boolean accepts(String kind, Operator operator, Literal literal) {
    return switch (literal.type()) {
      case TEXT -> true;
      case NUMBER -> operator == Operator.CONTAINS;
      case BOOL -> operator == Operator.CONTAINS && Domain.ofBase(kind) == Domain.BOOL;
    };
  }

  /// @param base kind of the elements, as far as it is known
  static boolean matches(String base, JsonValue element, Literal literal) {
    return switch (element) {
      case JsonValue.Text(var text) -> matchesText(base, text, literal);
      case JsonValue.Numeral(var text) -> matchesNumber(text, literal);
      case JsonValue.Bool(var bool) -> Boolean.toString(bool).equals(literal.lowerCase());
      case JsonValue.Null _ -> literal.text().equals("null");
      case JsonValue.Array(var elements) ->
          elements.stream().anyMatch(inner -> matches(base, inner, literal));
      case JsonValue.Members(var byKey) ->
          byKey.values().stream().anyMatch(inner -> matches(base, inner, literal));
    };
  }

  /// As above, for values whose parts are known.
  static boolean matches(Structure value, Literal literal) {
    if (value.shape() != Structure.Shape.SCALAR) {
      for (int i = 0; i < value.size(); i++) {
        if (matches(value.part(i), literal)) {
          return true;
        }
      }
      return false;
    }
    return switch (Domain.of(value.kind())) {
      case UNSIGNED, SIGNED -> matchesNumber(value.text(), literal);
      case BOOL -> value.text().equals(literal.lowerCase());
      case ADDRESS, TEXT, SHORT_BYTES, ARRAY, TUPLE, NONE ->
          matchesText(value.kind(), value.text(), literal);
    };
  }

  private static boolean matchesText(String kind, String text, Literal literal) {
    if (AddressText.isAddress(text)) {
      return AddressText.normalise(text).equals(literal.address());
    }
    return text.toLowerCase(Locale.ROOT).equals(literal.lowerCase())
        || (Domain.of(kind) == Domain.SHORT_BYTES && ShortBytes.equal(kind, text, literal));
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
