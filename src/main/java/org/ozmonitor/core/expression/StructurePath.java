package org.ozmonitor.core.expression;

import java.util.OptionalInt;

/// Follows the accessors of a left side into a value whose parts are known: elements of arrays by
/// index, of tuples by name or by number, written either way.
final class StructurePath {
  private StructurePath() {}

  /// Where accessors lead.
  sealed interface Step {}

  record Found(Structure value) implements Step {}

  record Missing(Evaluation.Failed failed) implements Step {}

  static Step resolve(Structure root, Left left) {
    Structure value = root;
    for (Left.Accessor accessor : left.accessors()) {
      OptionalInt next = index(accessor, value);
      if (next.isEmpty()) {
        return new Missing(
            new Evaluation.Failed(
                errorOf(accessor, value.shape()),
                Excerpt.code(accessor)
                    + " of "
                    + Excerpt.code(left)
                    + " leads to nothing in a "
                    + value.kind()));
      }
      value = value.part(next.getAsInt());
    }
    return new Found(value);
  }

  private static OptionalInt index(Left.Accessor accessor, Structure value) {
    return switch (accessor) {
      case Left.Accessor.Index(long position) -> inside(position, value);
      case Left.Accessor.Key(String name) when value.shape() == Structure.Shape.TUPLE -> {
        OptionalInt named = value.indexOf(name);
        yield named.isPresent() ? named : numbered(name, value);
      }
      case Left.Accessor.Key _ -> OptionalInt.empty();
    };
  }

  private static OptionalInt numbered(String key, Structure value) {
    return PositionText.read(key)
        .map(position -> inside(position, value))
        .orElse(OptionalInt.empty());
  }

  private static OptionalInt inside(long position, Structure value) {
    return Long.compareUnsigned(position, value.size()) < 0
        ? OptionalInt.of((int) position)
        : OptionalInt.empty();
  }

  private static EvaluationError errorOf(Left.Accessor accessor, Structure.Shape shape) {
    return switch (shape) {
      case SCALAR -> EvaluationError.TYPE_MISMATCH;
      case ARRAY ->
          accessor instanceof Left.Accessor.Index
              ? EvaluationError.INDEX_OUT_OF_BOUNDS
              : EvaluationError.TYPE_MISMATCH;
      case TUPLE ->
          accessor instanceof Left.Accessor.Index
              ? EvaluationError.INDEX_OUT_OF_BOUNDS
              : EvaluationError.FIELD_NOT_FOUND;
    };
  }
}
