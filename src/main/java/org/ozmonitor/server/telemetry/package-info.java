/// Meters that belong to no feature: of the machine, of the process, and what is computed from the
/// meters of features. Entry points: {@link HostMetrics}, {@link NodeMetrics}.
///
/// Everything here is thread-safe.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.telemetry;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
