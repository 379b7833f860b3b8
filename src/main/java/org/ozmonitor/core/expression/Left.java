package org.ozmonitor.core.expression;

import java.util.List;

/// The left side of a condition: a parameter, and the way into its value. Immutable.
///
/// @param base name of the parameter, compared exactly
/// @param accessors applied in order to the value read as JSON; empty = the value as it is
public record Left(String base, List<Accessor> accessors) {
  public Left {
    accessors = List.copyOf(accessors);
  }

  /// One step into a JSON value.
  public sealed interface Accessor {

    /// The element of an array.
    ///
    /// @param position zero-based, an unsigned 64-bit number
    record Index(long position) implements Accessor {
      @Override
      public String toString() {
        return "[" + Long.toUnsignedString(position) + "]";
      }
    }

    /// The member of an object. A key of digits is a key too, never an index.
    record Key(String name) implements Accessor {
      @Override
      public String toString() {
        return "." + name;
      }
    }
  }

  /// The left side as it is written.
  @Override
  public String toString() {
    var text = new StringBuilder(base);
    accessors.forEach(text::append);
    return text.toString();
  }
}
