/// Why a monitor did or did not match a transaction, as values and as text.
///
/// Entry point: {@link Explanation}; `EvmExplainer` makes it with the code that matching uses.
/// Everything is immutable and pure.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.evm.explain;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
