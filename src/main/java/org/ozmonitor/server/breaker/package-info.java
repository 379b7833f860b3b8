/// Circuit breakers of tenants: what fails because of one tenant again and again is set apart for a
/// while, so that others do not pay for it.
///
/// Entry point: {@link org.ozmonitor.server.breaker.TenantBreakers}. Lanes and filter scripts
/// report
/// to it and ask it; what an open breaker means is theirs to decide. Thread-safe.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.breaker;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
