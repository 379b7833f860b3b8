/// Contract ABIs: the JSON form ({@link AbiParser}), signatures and their hashes, the decoding of
/// calldata and logs ({@link AbiDecoder}), and the text form of values ({@link AbiText}).
///
/// Lenient where OpenZeppelin Monitor is lenient, bounded everywhere. Pure and immutable.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.evm.abi;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
