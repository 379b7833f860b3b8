package org.ozmonitor.core.evm;

import java.util.Optional;
import org.ozmonitor.core.evm.abi.AbiFunction;
import org.ozmonitor.core.evm.index.ExpressionPlanner;
import org.ozmonitor.core.evm.value.Bytes;

/// How the calls of one function are read. Immutable.
final class CallDecoding implements Decoding {
  private final AbiFunction function;
  private final WordPlaces places;
  private final ExpressionPlanner planner;

  CallDecoding(AbiFunction function) {
    this.function = function;
    this.places = new WordPlaces(function.inputs(), 0);
    this.planner = Decoding.planner(function.inputs(), places.readable(function.inputs()));
  }

  @Override
  public String signature() {
    return function.signature();
  }

  @Override
  public String digits() {
    return function.selectorDigits();
  }

  @Override
  public ExpressionPlanner planner() {
    return planner;
  }

  WordPlaces places() {
    return places;
  }

  int selector() {
    return function.selector();
  }

  Optional<Arguments> decode(Bytes calldata) {
    return function.decode(calldata).map(values -> new Arguments(function.inputs(), values));
  }
}
