/// Retention: what is older than the settings say, and what nothing needs any more, goes; one node
/// at a time, in small steps.
///
/// {@link RetentionModule} wires it, {@link RetentionVerticle} drives it, {@link Sweep} is one
/// turn.
/// What must stay is decided in `core.retention`; each table forgets through the class beside its
/// owner.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.retention;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
