/// Tenants: who owns what. Immutable values.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.tenant;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
