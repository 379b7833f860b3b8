/// EVM chains: monitors compiled to one index per network, blocks run through it, matches written
/// as OpenZeppelin Monitor writes them.
///
/// Entry point: {@link EvmEngine}. Below it: `value` (words, addresses, bytes), `abi`, `block`
/// (decoding a node's bytes), `json` (text). Everything is pure and immutable, except what is
/// confined to the evaluation of one block.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.evm;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
