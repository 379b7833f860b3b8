package org.ozmonitor.core.expression;

import java.util.List;
import java.util.Optional;

/// Parameters in their order. Immutable.
record ListedParameters(List<Parameter> list) implements Parameters {
  ListedParameters {
    list = List.copyOf(list);
  }

  @Override
  public Optional<Parameter> find(String name) {
    for (Parameter parameter : list) {
      if (parameter.name().equals(name)) {
        return Optional.of(parameter);
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<Parameter> at(int position) {
    return position < list.size() ? Optional.of(list.get(position)) : Optional.empty();
  }
}
