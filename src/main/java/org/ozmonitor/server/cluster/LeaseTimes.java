package org.ozmonitor.server.cluster;

import java.time.Duration;

/// How long a lease lives without a sign of life, and how often its owner gives one. Immutable.
///
/// @param ttl an observer takes a lease that it saw unchanged for this long
/// @param renewInterval below a third of `ttl`
/// @param observeInterval how often those who do not own a lease look at it, when nobody tells them
public record LeaseTimes(Duration ttl, Duration renewInterval, Duration observeInterval) {
  private static final Duration LONGEST_UNSEEN = Duration.ofMillis(500);

  public LeaseTimes {
    if (renewInterval.multipliedBy(3).compareTo(ttl) > 0) {
      throw new IllegalArgumentException("renew interval must be at most a third of the TTL");
    }
  }

  /// Looks often enough that a lease given back is taken, and at work again, within a second.
  public LeaseTimes(Duration ttl, Duration renewInterval) {
    this(ttl, renewInterval, shorter(ttl.dividedBy(6), LONGEST_UNSEEN));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /// After this long without a confirmed renewal the owner stops by itself, before anybody can take
  /// over.
  public Duration selfFence() {
    return ttl.minus(ttl.dividedBy(6));
  }
}
