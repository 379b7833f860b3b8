package org.ozmonitor.core.evm.block;

/// Where an object stands in a payload. Immutable.
///
/// @param start offset of its first byte
/// @param end offset behind its last byte
public record Span(int start, int end) {}
