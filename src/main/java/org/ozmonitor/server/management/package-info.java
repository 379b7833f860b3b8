/// Health, readiness, metrics and what operators ask for, on a port of their own. Entry point:
/// {@link ManagementVerticle}.
///
/// Verticles run on their context; {@link Readiness} is thread-safe.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.management;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
