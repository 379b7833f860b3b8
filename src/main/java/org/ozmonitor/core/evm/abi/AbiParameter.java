package org.ozmonitor.core.evm.abi;

import java.util.List;

/// A parameter of a function or an event, or a component of a tuple. Immutable.
///
/// @param name empty when the ABI gives none
/// @param kind the type as the ABI writes it: `uint256`, `tuple[]`; of an enumeration or a contract
/// by name what it stands for: `uint8`, `address`
/// @param indexed whether an event carries it as a topic
/// @param components of the tuple that the type is or is an array of; else empty
public record AbiParameter(
    String name, String kind, AbiType type, boolean indexed, List<AbiParameter> components) {
  public AbiParameter {
    components = List.copyOf(components);
  }
}
