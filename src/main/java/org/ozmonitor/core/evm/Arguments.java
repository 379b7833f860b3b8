package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.abi.AbiParameter;
import org.ozmonitor.core.evm.abi.AbiValue;
import org.ozmonitor.core.expression.Parameter;
import org.ozmonitor.core.expression.Parameters;

/// The decoded arguments of one call or log, in the order of the ABI. Immutable.
record Arguments(List<Parameter> list) implements Parameters {
  Arguments {
    list = List.copyOf(list);
  }

  static Arguments of(List<AbiParameter> inputs, List<AbiValue> values) {
    List<Parameter> list = new ArrayList<>(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      list.add(new Argument(inputs.get(i), values.get(i)));
    }
    return new Arguments(list);
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
