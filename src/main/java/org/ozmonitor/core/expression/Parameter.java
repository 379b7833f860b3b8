package org.ozmonitor.core.expression;

import java.util.Optional;

/// A named value an expression can read. Immutable; an implementation may make its text when it is
/// first asked for.
public interface Parameter {
  String name();

  /// The type as the ABI names it (`uint256`, `address[]`, `tuple`), any letter case.
  String kind();

  /// The value in its text form.
  String value();

  /// Whether it is an indexed argument of an event.
  boolean indexed();

  /// The value with its parts; empty where no more is known than the text.
  default Optional<Structure> structure() {
    return Optional.empty();
  }

  /// A parameter whose text is known, and no more than that.
  static Parameter of(String name, String kind, String value, boolean indexed) {
    return new PlainParameter(name, kind, value, indexed);
  }
}
