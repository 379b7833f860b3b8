package org.ozmonitor.core.evm;

import org.ozmonitor.core.evm.index.KeyTable;

/// Where candidates stand, by what begins a match of them. Immutable.
///
/// @param events by emitter and topic
/// @param anonymous by emitter
/// @param calls by recipient and selector
/// @param transactions monitors without conditions on events or functions, by an address that a
/// transaction touches; the decoding says nothing
record Places(
    KeyTable<Group<EventDecoding>> events,
    KeyTable<Group<EventDecoding>> anonymous,
    KeyTable<Group<CallDecoding>> calls,
    KeyTable<Group<Boolean>> transactions) {}
