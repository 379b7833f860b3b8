/// Scripts of monitors and triggers: what they are given, what their answer means, what follows
/// from it. Pure.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.script;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
