/// Decisions of watching a chain: what to fetch next, what to append, how to leave a branch. Pure.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.watch;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
