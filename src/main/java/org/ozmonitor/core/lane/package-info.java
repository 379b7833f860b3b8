/// Lanes: what they are for, and which of them become one. Pure and immutable.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.lane;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
