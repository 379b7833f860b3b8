/// JSON text as OpenZeppelin Monitor writes it: compact, keys sorted at every level.
///
/// Pure functions over jackson-core streams.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.json;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
