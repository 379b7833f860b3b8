package org.ozmonitor.core.evm.abi;

import java.util.Comparator;
import java.util.List;

/// What a contract's ABI says of events and functions. Immutable.
///
/// @param events ordered by name, then by their place in the document
/// @param functions ordered likewise
public record Abi(List<AbiEvent> events, List<AbiFunction> functions) {
  public Abi {
    events = events.stream().sorted(Comparator.comparing(AbiEvent::name)).toList();
    functions = functions.stream().sorted(Comparator.comparing(AbiFunction::name)).toList();
  }
}
