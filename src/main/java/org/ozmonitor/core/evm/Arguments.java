package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.abi.AbiParameter;
import org.ozmonitor.core.evm.abi.AbiText;
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
      AbiParameter input = inputs.get(i);
      list.add(
          Parameter.of(input.name(), input.kind(), AbiText.of(values.get(i)), input.indexed()));
    }
    return new Arguments(list);
  }

  @Override
  public Optional<Parameter> find(String name) {
    return list.stream().filter(p -> p.name().equals(name)).findFirst();
  }
}
