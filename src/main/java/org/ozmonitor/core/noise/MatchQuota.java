package org.ozmonitor.core.noise;

import org.ozmonitor.core.tenant.TenantLimits;

/// How many alerts a tenant may have on one network: in one block, and in one minute by the time of
/// the blocks. What goes over it is folded into a digest. Immutable.
///
/// Minutes are those of the clock, not any sixty seconds, so that a digest tells of a minute as a
/// whole.
///
/// @param perBlock at least 1
/// @param perMinute at least 1
public record MatchQuota(int perBlock, int perMinute) {
  /// Seconds of a window.
  public static final long WINDOW = 60;

  /// 9999-12-31, behind which calendars end: a chain may state any time.
  private static final long LAST_SECOND = 253_402_214_400L;

  public static MatchQuota of(TenantLimits limits) {
    return new MatchQuota(
        limits.matchesPerBlock().orElse(Integer.MAX_VALUE),
        limits.matchesPerMinute().orElse(Integer.MAX_VALUE));
  }

  /// Whether nothing is ever over it.
  public boolean isUnlimited() {
    return perBlock == Integer.MAX_VALUE && perMinute == Integer.MAX_VALUE;
  }

  /// How many of a block's alerts are sent one by one.
  ///
  /// @param alerts of the block
  /// @param sentBefore how many blocks of the same minute before it have sent
  public int sent(int alerts, long sentBefore) {
    int most = Math.min(alerts, perBlock);
    return perMinute == Integer.MAX_VALUE
        ? most
        : (int) Math.min(most, Math.max(0, perMinute - sentBefore));
  }

  /// The minute that a block belongs to.
  ///
  /// @param time of the block, in seconds since 1970-01-01 UTC
  /// @return minutes since 1970-01-01 UTC
  public static long minute(long time) {
    return Math.clamp(time, 0, LAST_SECOND) / WINDOW;
  }

  /// When the minute of a block is over.
  ///
  /// @param time of the block, in seconds since 1970-01-01 UTC
  /// @return seconds since 1970-01-01 UTC
  public static long end(long time) {
    return (minute(time) + 1) * WINDOW;
  }
}
