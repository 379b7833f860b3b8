package org.ozmonitor.core.expression;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ozmonitor.core.expression.ExpressionProblem.Rule;
import org.ozmonitor.core.problem.Suggestion;

/// Follows the accessors of a left side through declared kinds.
final class DeclaredPath {
  private DeclaredPath() {}

  /// Where accessors lead.
  sealed interface Step {}

  record Found(Declaration value) implements Step {}

  /// Only the value can tell: a text may be JSON.
  record Unknown() implements Step {}

  /// @param message why no value of the kind has such a part
  record Wrong(Rule rule, String message) implements Step {}

  static Step follow(Declaration parameter, Left left) {
    Declaration value = parameter;
    for (Left.Accessor accessor : left.accessors()) {
      switch (step(value, accessor)) {
        case Found(Declaration part) -> value = part;
        case Unknown unknown -> {
          return unknown;
        }
        case Wrong(Rule rule, String message) -> {
          return new Wrong(rule, Excerpt.code(left) + ": " + message);
        }
      }
    }
    return new Found(value);
  }

  private static Step step(Declaration value, Left.Accessor accessor) {
    if (value.hashed()) {
      return new Wrong(Rule.ACCESSOR, "an indexed " + value.kind() + " is only there as its hash");
    }
    if (KindText.isArray(value.kind())) {
      return element(value, accessor);
    }
    if (KindText.isTuple(value.kind())) {
      return value.components().isEmpty() ? new Unknown() : component(value, accessor);
    }
    return hasNoParts(value.kind())
        ? new Wrong(Rule.ACCESSOR, "a " + value.kind() + " has no parts")
        : new Unknown();
  }

  /// Whether the text of such a value is never JSON that has parts.
  private static boolean hasNoParts(String kind) {
    return switch (Domain.of(kind)) {
      case UNSIGNED, SIGNED, ADDRESS, BOOL, SHORT_BYTES -> true;
      case TEXT -> !kind.equalsIgnoreCase("string");
      case ARRAY, TUPLE, NONE -> false;
    };
  }

  private static Step element(Declaration array, Left.Accessor accessor) {
    return switch (accessor) {
      case Left.Accessor.Key key ->
          new Wrong(
              Rule.ACCESSOR,
              "elements of a " + array.kind() + " are written [0], not " + Excerpt.code(key));
      case Left.Accessor.Index(long position) -> {
        OptionalInt length = KindText.length(array.kind());
        yield length.isPresent() && Long.compareUnsigned(position, length.getAsInt()) >= 0
            ? new Wrong(
                Rule.INDEX,
                "a " + array.kind() + " has elements [0] to [" + (length.getAsInt() - 1) + "]")
            : new Found(array.as(KindText.element(array.kind())));
      }
    };
  }

  private static Step component(Declaration tuple, Left.Accessor accessor) {
    List<Declaration> components = tuple.components();
    return switch (accessor) {
      case Left.Accessor.Index(long position) ->
          Long.compareUnsigned(position, components.size()) < 0
              ? new Found(components.get((int) position))
              : new Wrong(
                  Rule.INDEX, "the tuple has components [0] to [" + (components.size() - 1) + "]");
      case Left.Accessor.Key(String name) ->
          named(name, components)
              .<Step>map(Found::new)
              .orElseGet(() -> new Wrong(Rule.FIELD, unknown(name, components)));
    };
  }

  private static Optional<Declaration> named(String name, List<Declaration> components) {
    return components.stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .or(
            () ->
                PositionText.read(name)
                    .filter(position -> position < components.size())
                    .map(components::get));
  }

  private static String unknown(String name, List<Declaration> components) {
    List<String> names = components.stream().map(Declaration::name).toList();
    String meant =
        Suggestion.nearest(name, names).map(n -> "; did you mean `" + n + "`?").orElse(";");
    return "no component "
        + Excerpt.code(name)
        + meant
        + " the tuple has "
        + IntStream.range(0, names.size())
            .mapToObj(i -> names.get(i).isEmpty() ? "[" + i + "]" : names.get(i))
            .collect(Collectors.joining(", "));
  }
}
