package org.ozmonitor.core.lane;

import java.util.UUID;

/// Where a lane that follows the log stands. Immutable.
///
/// @param seq the last entry that is done
/// @param tenants how many it has
public record LanePosition(UUID id, long seq, int tenants) {}
