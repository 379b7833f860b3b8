package org.ozmonitor.core.watch;

/// Where a log without entries starts. Immutable.
///
/// @param height of the first block
/// @param reason for people, stored with the entry
public record Beginning(long height, String reason) {}
