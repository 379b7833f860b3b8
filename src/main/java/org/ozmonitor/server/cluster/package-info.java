/// What nodes share: leases with fencing tokens, worker rows and their map, typed topics on the
/// event bus.
///
/// PostgreSQL rows decide ({@link Leases}, {@link Workers}); the event bus and Hazelcast only make
/// nodes look sooner.
/// Entry points: {@link LeaseKeeper} to own something, {@link Topics} to hint.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.cluster;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
