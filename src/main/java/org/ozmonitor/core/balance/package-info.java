/// Who works on what: from live workers, tenants and lanes to the smallest set of changes.
///
/// {@link PlacementPlanner} gives each tenant a worker, by one of the strategies of {@link
/// Placement}; {@link LanePlanner} makes lanes follow; {@link Sightings} says who is alive. Pure
/// and immutable: the time comes in as an argument, what to do goes out as a value.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.balance;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
