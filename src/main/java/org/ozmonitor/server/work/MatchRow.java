package org.ozmonitor.server.work;

import java.util.Optional;
import java.util.UUID;
import org.ozmonitor.core.alert.Awaited;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.notification.FreshContent;
import org.ozmonitor.server.notification.MatchContent;

/// A match as it is stored. Immutable.
///
/// @param revision of the monitor
/// @param seq the entry of the block log that caused this state
/// @param blockTime seconds since 1970-01-01 UTC as the chain states them
/// @param awaited until it is confirmed
/// @param noise of a monitor with rules against noise
record MatchRow(
    TenantId tenant,
    UUID id,
    UUID monitor,
    int revision,
    NetworkId network,
    long seq,
    long height,
    String blockHash,
    long blockTime,
    String transactionId,
    MatchState state,
    Awaited awaited,
    Optional<NoiseMark> noise,
    MatchContent content) {
  /// What messages about it are made of.
  ///
  /// @param slug of the network
  FreshContent fresh(String slug) {
    return new FreshContent(content, slug, noise.map(NoiseMark::suppressedBefore).orElse(0L));
  }

  /// Characters of what is stored, about.
  int length() {
    return content.length();
  }

  /// The same as rules against noise have decided.
  MatchRow decided(MatchState newState, NoiseMark mark) {
    return with(newState, Optional.of(mark));
  }

  /// The same as something that no alert tells of.
  MatchRow folded() {
    return with(
        MatchState.SUPPRESSED, noise.map(mark -> new NoiseMark(mark.order(), Optional.empty(), 0)));
  }

  private MatchRow with(MatchState newState, Optional<NoiseMark> mark) {
    return new MatchRow(
        tenant,
        id,
        monitor,
        revision,
        network,
        seq,
        height,
        blockHash,
        blockTime,
        transactionId,
        newState,
        awaited,
        mark,
        content);
  }
}
