/// One block in, matches out: the seam between the house and the chains.
///
/// Each chain implements {@link ChainEngine}; `bootstrap` lists the engines. Everything here is
/// pure: same inputs, same
/// matches, same ids.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.filter;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
