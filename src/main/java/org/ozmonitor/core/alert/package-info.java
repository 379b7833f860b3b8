/// What becomes of a match after it was found. Pure.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.alert;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
