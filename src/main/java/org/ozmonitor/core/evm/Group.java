package org.ozmonitor.core.evm;

import org.ozmonitor.core.evm.index.KeyTable;
import org.ozmonitor.core.evm.index.PredicateSet;
import org.ozmonitor.core.evm.value.Address;

/// The candidates that look at one kind of log, call or transaction of one address, or of any.
/// Immutable.
///
/// @param address zero where the address does not count
/// @param second the first 64 bits of the topic, the selector, or 0
/// @param decoding how to read what they look at
record Group<D>(Address address, long second, D decoding, PredicateSet<Candidate> candidates)
    implements KeyTable.Keyed {}
