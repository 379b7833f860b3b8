package org.ozmonitor.core.expression;

import java.util.List;

/// What is known of a parameter before there is a value. Immutable.
///
/// @param name empty if it has none
/// @param kind the type as the ABI writes it: `uint256`, `tuple[]`
/// @param hashed whether only the hash of the value is there, as of indexed texts
/// @param components of the tuple that the kind is or is an array of; empty if they are not known
public record Declaration(String name, String kind, boolean hashed, List<Declaration> components) {
  public Declaration {
    components = List.copyOf(components);
  }

  /// A parameter that has no components.
  public static Declaration of(String name, String kind) {
    return new Declaration(name, kind, false, List.of());
  }

  /// The same value seen as another kind, as an element of an array is.
  Declaration as(String otherKind) {
    return new Declaration(name, otherKind, false, components);
  }
}
