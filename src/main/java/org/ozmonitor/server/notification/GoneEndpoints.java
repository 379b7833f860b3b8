package org.ozmonitor.server.notification;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/// Endpoints that said that they are gone for good: what is claimed for that revision of the
/// trigger
/// is a dead letter at once. Confined to one context.
///
/// The table decides; what stands here is only for claims that were made before it was written.
final class GoneEndpoints {
  private static final int MAX = 1024;

  private final LongSupplier nanoTime;
  private final QueueUpkeep upkeep;
  private final NotificationMetrics metrics;
  private final NotificationLog log;
  private final Map<Revision, Long> sinceNanos =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Revision, Long> eldest) {
          return size() > MAX;
        }
      };

  private record Revision(UUID trigger, int revision) {}

  GoneEndpoints(DeliveryEngine.Parts parts, NotificationMetrics metrics, NotificationLog log) {
    this.nanoTime = parts.nanoTime();
    this.upkeep = new QueueUpkeep(parts.client());
    this.metrics = metrics;
    this.log = log;
  }

  /// Why nothing may be sent; empty when it may.
  Optional<String> reason(ClaimedDelivery claim) {
    if (claim.disabled().isPresent()) {
      return claim.disabled();
    }
    return revision(claim).filter(it -> isKnown(it, claim)).map(_ -> "the endpoint is gone");
  }

  /// A claim that was made since then was made by the table.
  private boolean isKnown(Revision revision, ClaimedDelivery claim) {
    Long since = sinceNanos.get(revision);
    return since != null && claim.claimedNanos() - since < 0;
  }

  /// The receiver of this claim answered so.
  ///
  /// @param reason in the receiver's words
  void add(ClaimedDelivery claim, String reason) {
    Optional<Revision> revision = revision(claim);
    if (revision.isEmpty() || isKnown(revision.get(), claim)) {
      return;
    }
    sinceNanos.put(revision.get(), nanoTime.getAsLong());
    log.endpointDisabled(claim, reason);
    metrics.endpointDisabled();
    // When it cannot be written, the next delivery meets the same answer.
    upkeep
        .disable(claim, reason)
        .onFailure(
            cause -> {
              sinceNanos.remove(revision.get());
              log.endpointNotDisabled(claim, cause);
            });
  }

  private static Optional<Revision> revision(ClaimedDelivery claim) {
    return claim.trigger().map(stored -> new Revision(claim.triggerId(), stored.revision()));
  }
}
