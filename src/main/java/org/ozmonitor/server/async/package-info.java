/// The few ways of combining futures that we allow ourselves.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.async;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
