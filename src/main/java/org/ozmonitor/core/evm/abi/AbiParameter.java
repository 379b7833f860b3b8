package org.ozmonitor.core.evm.abi;

/// A parameter of a function or an event. Immutable.
///
/// @param name empty when the ABI gives none
/// @param kind the type as the ABI writes it: `uint256`, `tuple[]`
/// @param indexed whether an event carries it as a topic
public record AbiParameter(String name, String kind, AbiType type, boolean indexed) {}
