package org.ozmonitor.server.work;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.lane.LaneKind;
import org.ozmonitor.core.tenant.TenantId;

/// A walk along the block log of one network for a set of tenants, as read from its row. Immutable.
///
/// @param worker who walks it, if anybody
/// @param seq the last entry that is done, 0 before the first
/// @param end the last entry to be walked; empty: as far as the log goes
/// @param configVersion evaluates every entry; empty: each has its own
/// @param epoch raised by each change of owner or tenants; whoever commits names it
/// @param version counts the assignments of this lane
/// @param reason of the last assignment, for people
public record Lane(
    UUID id,
    NetworkId network,
    LaneKind kind,
    Optional<String> worker,
    long seq,
    OptionalLong end,
    OptionalLong configVersion,
    long epoch,
    long version,
    String reason,
    Set<TenantId> tenants) {
  public Lane {
    tenants = Set.copyOf(tenants);
  }
}
