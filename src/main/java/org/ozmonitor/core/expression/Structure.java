package org.ozmonitor.core.expression;

import java.util.OptionalInt;

/// A value with its declared type, as expressions step into it: what the text of an array or a
/// tuple loses. Immutable; an implementation may make parts and texts when they are asked for.
public interface Structure {

  /// How a value is built.
  enum Shape {
    /// No parts.
    SCALAR,
    /// Parts of one kind, without names.
    ARRAY,
    /// Parts of their own kinds, with or without names.
    TUPLE
  }

  Shape shape();

  /// The declared type: `uint96`, `tuple[]`.
  String kind();

  /// The value in its text form, as a parameter of this kind has it: scalars stand bare.
  String text();

  /// The number of parts; of a scalar 0.
  int size();

  /// A part.
  ///
  /// @param index from 0 to below the size
  Structure part(int index);

  /// Where the first part of this name is, if there is one.
  OptionalInt indexOf(String name);
}
