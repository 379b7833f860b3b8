package org.ozmonitor.core.expression;

import java.util.List;
import java.util.Optional;

/// The values one candidate offers to expressions.
@FunctionalInterface
public interface Parameters {

  /// The first parameter of exactly this name.
  Optional<Parameter> find(String name);

  /// Parameters in the order in which duplicates of a name are decided.
  static Parameters of(List<Parameter> parameters) {
    var copy = List.copyOf(parameters);
    return name -> {
      for (Parameter parameter : copy) {
        if (parameter.name().equals(name)) {
          return Optional.of(parameter);
        }
      }
      return Optional.empty();
    };
  }
}
