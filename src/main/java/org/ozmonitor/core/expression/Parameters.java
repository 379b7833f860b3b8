package org.ozmonitor.core.expression;

import java.util.List;
import java.util.Optional;

/// The values one candidate offers to expressions.
@FunctionalInterface
public interface Parameters {

  /// The first parameter of exactly this name.
  Optional<Parameter> find(String name);

  /// The parameter at a place, for those without a name. Where parameters have no order there is
  /// none.
  ///
  /// @param position from 0
  default Optional<Parameter> at(int position) {
    return Optional.empty();
  }

  /// Parameters in the order in which duplicates of a name are decided.
  static Parameters of(List<Parameter> parameters) {
    return new ListedParameters(parameters);
  }
}
