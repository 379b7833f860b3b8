package org.ozmonitor.core.evm.index;

import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.evm.value.WordCell;
import org.ozmonitor.core.evm.value.WordKind;

/// A test that must hold for a condition to hold, on one value that can be read before anything is
/// decoded. Immutable.
///
/// @param parameter its place in the parameter list
/// @param bound ordered as {@link WordKind#ordered} does
public record Access(int parameter, Relation relation, Word bound) {
  /// How the value stands to the bound.
  public enum Relation {
    EQUAL,
    AT_LEAST,
    AT_MOST
  }

  /// Whether a value passes.
  boolean admits(WordCell value) {
    return switch (relation) {
      case EQUAL ->
          value.w3() == bound.w3()
              && value.w2() == bound.w2()
              && value.w1() == bound.w1()
              && value.w0() == bound.w0();
      case AT_LEAST -> compare(value, bound) >= 0;
      case AT_MOST -> compare(value, bound) <= 0;
    };
  }

  private static int compare(WordCell value, Word bound) {
    if (value.w0() != bound.w0()) {
      return Long.compareUnsigned(value.w0(), bound.w0());
    }
    if (value.w1() != bound.w1()) {
      return Long.compareUnsigned(value.w1(), bound.w1());
    }
    return value.w2() != bound.w2()
        ? Long.compareUnsigned(value.w2(), bound.w2())
        : Long.compareUnsigned(value.w3(), bound.w3());
  }
}
