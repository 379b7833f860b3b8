package org.ozmonitor.server.cluster;

import java.time.Duration;

/// How long a lease lives without a sign of life, and how often its owner gives one. Immutable.
///
/// @param ttl an observer takes a lease that it saw unchanged for this long
/// @param renewInterval below a third of `ttl`
public record LeaseTimes(Duration ttl, Duration renewInterval) {
  private static final Duration LONGEST_UNSEEN = Duration.ofMillis(500);

  public LeaseTimes {
    if (renewInterval.multipliedBy(3).compareTo(ttl) > 0) {
      throw new IllegalArgumentException("renew interval must be at most a third of the TTL");
    }
  }

  /// How often those who do not own a lease look at it: often enough that one given back is
  /// taken, and at work again, within a second.
  public Duration observeInterval() {
    Duration sixth = ttl.dividedBy(6);
    return sixth.compareTo(LONGEST_UNSEEN) < 0 ? sixth : LONGEST_UNSEEN;
  }

  /// After this long without a confirmed renewal the owner stops by itself, before anybody can take
  /// over.
  public Duration selfFence() {
    return ttl.minus(ttl.dividedBy(6));
  }
}
