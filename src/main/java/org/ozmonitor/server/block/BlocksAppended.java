package org.ozmonitor.server.block;

import org.ozmonitor.core.chain.NetworkId;

/// The block log of a network has new entries. Immutable.
///
/// @param fromSeq first new entry, inclusive
/// @param toSeq last new entry, inclusive
public record BlocksAppended(NetworkId network, long fromSeq, long toSeq) {}
