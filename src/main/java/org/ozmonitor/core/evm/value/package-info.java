/// The binary vocabulary of EVM chains: words, addresses, byte strings, and their hex text.
///
/// Immutable values without strings inside, so that they are cheap keys and cheap to compare.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.evm.value;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
