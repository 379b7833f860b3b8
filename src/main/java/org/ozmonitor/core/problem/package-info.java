/// Validation messages, collected with the place and the rule, so that all of them are reported at
/// once.
///
/// Immutable, except {@link Problems}, which is confined to one validation run.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.problem;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
