package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.ozmonitor.server.notification.ClaimRules.Kind;

/// Decides what a node claims: no more of a tenant than its share, no more for an endpoint than it
/// takes, and of replays only a part that fresh deliveries do not feel. Confined to one context.
final class Intake {
  /// Of all slots, what replays may hold: one in so many.
  private static final int REPLAY_PART = 8;

  /// Replays go at most 16 every 25 ms, whatever room there is: a burst of them takes the processor
  /// from a fresh delivery.
  private static final Poller.Pace REPLAY_PACE = new Poller.Pace(16, Duration.ofMillis(25));

  private static final int MOST_PARKED = 2_000;

  private final TenantShares shares;
  private final EndpointQueues<?> queues;
  private final int mostReplays;
  private final Poller fresh;
  private final Poller replays;
  private final QueueUpkeep upkeep;
  private final NotificationLog log;
  private Future<Void> parking = Future.succeededFuture();
  private int replaysHeld;

  Intake(
      Vertx vertx,
      DeliveryEngine.Parts parts,
      Slots slots,
      EndpointQueues<?> queues,
      int perTenant,
      Consumer<List<ClaimedDelivery>> accept,
      NotificationLog log) {
    this.shares = new TenantShares(perTenant, parts.tenantBound());
    this.queues = queues;
    this.upkeep = new QueueUpkeep(parts.client());
    this.log = log;
    this.mostReplays = Math.max(1, slots.capacity() / REPLAY_PART);
    this.fresh =
        new Poller(
            vertx,
            slots,
            new Poller.Pace(Math.min(slots.half(), perTenant), Duration.ZERO),
            most -> rules(Kind.FRESH, most),
            rules -> parts.deliveries().claim(parts.client(), parts.node(), rules),
            accept,
            log);
    this.replays =
        new Poller(
            vertx,
            slots,
            REPLAY_PACE,
            most -> rules(Kind.REPLAY, Math.min(most, mostReplays - replaysHeld)),
            rules -> parts.deliveries().claim(parts.client(), parts.node(), rules),
            accept,
            log);
  }

  /// Any thread may ask.
  int perTenant() {
    return shares.perTenant();
  }

  /// Counts a claim that came in. False when its tenant has more than its share with it.
  boolean count(ClaimedDelivery claim) {
    if (claim.replay()) {
      replaysHeld++;
    }
    return shares.take(claim.tenant());
  }

  /// The claim is no longer in memory.
  void release(ClaimedDelivery claim) {
    if (claim.replay()) {
      replaysHeld--;
    }
    shares.release(claim.tenant());
  }

  void poll() {
    fresh.poll();
    replays.poll();
  }

  /// Puts off what waits for endpoints that are shut. Another second, another part of it.
  void park() {
    Map<UUID, Duration> shut = queues.shut();
    if (shut.isEmpty() || !parking.isComplete()) {
      return;
    }
    parking = upkeep.park(shut, MOST_PARKED).onFailure(log::notParked).otherwise(0).mapEmpty();
  }

  /// Slots became free.
  ///
  /// @param due whether something became due with it
  void settled(boolean due) {
    if (due) {
      fresh.poll();
    } else {
      fresh.pollIfMoreIsDue();
    }
    replays.pollIfMoreIsDue();
  }

  /// Succeeds when no claim is under way.
  Future<Void> idle() {
    return fresh.idle().compose(_ -> replays.idle()).compose(_ -> parking);
  }

  private ClaimRules rules(Kind kind, int most) {
    return new ClaimRules(
        kind,
        Math.max(0, most),
        shares.perTenant(),
        queues.perEndpoint(),
        shares.room(),
        queues.room());
  }
}
