/// What is old enough to go, and what must stay all the same. Pure.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.retention;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
