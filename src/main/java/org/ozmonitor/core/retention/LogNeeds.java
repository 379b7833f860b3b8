package org.ozmonitor.core.retention;

import java.util.OptionalLong;

/// What still needs the block log of one network, each as the lowest entry that it needs.
/// Immutable.
///
/// @param tip the last entry
/// @param reach from here on a reorganisation may look
/// @param lane the last entry that the hindmost lane has done: the configuration of that entry is
///     what its walker has in hand
/// @param awaited the entry of the first match that waits to be confirmed
/// @param beginning where a tenant will begin that has no lane yet
public record LogNeeds(
    long tip, OptionalLong reach, OptionalLong lane, OptionalLong awaited, OptionalLong beginning) {
  /// What a floor is held by.
  public enum Holder {
    /// Nothing but the number of entries that are to be kept.
    RETENTION,
    REORGANISATION,
    LANE,
    AWAITED_MATCH,
    TENANT_WITHOUT_LANE
  }

  /// The lowest entry that stays; all below it may go.
  ///
  /// @param by what is nearest to the log's begin
  public record Floor(long seq, Holder by) {
    private Floor or(OptionalLong needed, Holder holder) {
      return needed.isPresent() && needed.getAsLong() < seq
          ? new Floor(needed.getAsLong(), holder)
          : this;
    }
  }

  /// @param entries that are kept of each network, at least 1
  public Floor floor(long entries) {
    return new Floor(tip - entries + 1, Holder.RETENTION)
        .or(reach, Holder.REORGANISATION)
        .or(lane, Holder.LANE)
        .or(awaited, Holder.AWAITED_MATCH)
        .or(beginning, Holder.TENANT_WITHOUT_LANE);
  }
}
