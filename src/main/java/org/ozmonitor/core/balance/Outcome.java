package org.ozmonitor.core.balance;

/// What became of a request of an operator. Immutable.
///
/// @param done false when it was refused
/// @param detail for the operator to read
public record Outcome(long request, boolean done, String detail) {}
