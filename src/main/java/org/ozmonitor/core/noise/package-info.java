/// Which alerts are sent and which are kept back. Pure; time is that of the blocks.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.noise;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
