/// A block of an EVM chain, decoded from the node's own bytes, and its way back to JSON.
///
/// {@link EvmBlockDecoder} streams; what matching needs becomes binary, everything else stays where
/// it is in the payload and is read again only when a match is written ({@link EvmBlockJson}).
/// Immutable values, no state.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.evm.block;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
