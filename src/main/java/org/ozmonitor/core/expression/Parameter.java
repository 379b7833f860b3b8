package org.ozmonitor.core.expression;

/// A named value an expression can read. Immutable.
///
/// @param kind type as the ABI names it (`uint256`, `address[]`, `tuple`), any letter case
/// @param value the value in its text form
/// @param indexed whether it is an indexed argument of an event
public record Parameter(String name, String kind, String value, boolean indexed) {}
