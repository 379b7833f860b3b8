package org.ozmonitor.core.chain;

/// What the watcher must know of a block to chain it: its reference, its parent and its time.
/// Immutable.
///
/// @param timestamp seconds since 1970-01-01 UTC, as the chain states it
public record BlockHeader(BlockRef ref, String parentHash, long timestamp) {}
