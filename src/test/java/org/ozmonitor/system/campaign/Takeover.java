package org.ozmonitor.system.campaign;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.ozmonitor.system.campaign.ClusterView.Place;

/// A node that is gone, and how long it takes until others do all that it did: until all that it
/// held belongs to others, and until each of them has done something with it: for each network that
/// it watched, the first entry of another owner; for each tenant and network that it worked for,
/// the first commit of another worker. Confined to one thread.
final class Takeover {
  private final String fault;
  private final String node;
  private final long startNanos;
  private final Map<String, Place> appending;
  private final Map<String, Place> committing;
  private boolean owned;
  private long ownedNanos;
  private long appendedNanos;
  private long committedNanos;
  private boolean disturbed;

  /// @param fault what happened to the node: `kill`, `terminate` or `freeze`
  /// @param before the last look at the cluster before that
  Takeover(String fault, String node, long startNanos, ClusterView before) {
    this.fault = fault;
    this.node = node;
    this.startNanos = startNanos;
    this.appending = new HashMap<>(ClusterView.heldBy(before.appending(), node));
    this.committing = new HashMap<>(ClusterView.heldBy(before.committing(), node));
    this.owned = appending.isEmpty() && committing.isEmpty();
    this.ownedNanos = startNanos;
    this.appendedNanos = startNanos;
    this.committedNanos = startNanos;
  }

  /// Something else happened meanwhile, so that the time says nothing.
  void disturb() {
    disturbed |= !isDone();
  }

  String node() {
    return node;
  }

  void look(ClusterView view) {
    if (!owned) {
      owned =
          areOthers(appending.keySet(), view.appending())
              && areOthers(committing.keySet(), view.committing());
      ownedNanos = view.nanos();
    }
    appending.entrySet().removeIf(duty -> isAppended(duty, view));
    committing.replaceAll(
        (key, place) -> {
          Place now = view.committing().getOrDefault(key, place);
          return now.node().equals(node) ? now : place;
        });
    committing.entrySet().removeIf(duty -> isCommitted(duty, view));
  }

  /// Whether each of these is somebody else's; one that is gone is nobody's duty.
  private boolean areOthers(Set<String> duties, Map<String, Place> places) {
    return duties.stream()
        .map(places::get)
        .allMatch(
            place -> place == null || (!place.node().isEmpty() && !place.node().equals(node)));
  }

  private boolean isAppended(Map.Entry<String, Place> duty, ClusterView view) {
    Place now = view.appending().getOrDefault(duty.getKey(), duty.getValue());
    if (now.reached() <= duty.getValue().position()) {
      return false;
    }
    appendedNanos = view.nanos();
    return true;
  }

  /// A place that is gone, as when a tenant has no monitor left, is nobody's duty.
  private boolean isCommitted(Map.Entry<String, Place> duty, ClusterView view) {
    Place now = view.committing().get(duty.getKey());
    boolean done =
        now == null || (!now.node().equals(node) && now.position() > duty.getValue().position());
    if (done) {
      committedNanos = view.nanos();
    }
    return done;
  }

  boolean isDone() {
    return owned && appending.isEmpty() && committing.isEmpty();
  }

  boolean isDisturbed() {
    return disturbed;
  }

  boolean isOf(String otherFault) {
    return fault.equals(otherFault);
  }

  /// Until all that the node held was another's.
  Duration untilOwned() {
    return Duration.ofNanos(ownedNanos - startNanos);
  }

  /// Until the last duty was done by another.
  Duration untilDone() {
    return Duration.ofNanos(Math.max(appendedNanos, committedNanos) - startNanos);
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("fault", fault)
        .put("node", node)
        .put("done", isDone())
        .put("disturbed", disturbed)
        .put("until_owned_ms", untilOwned().toMillis())
        .put("until_append_ms", Duration.ofNanos(appendedNanos - startNanos).toMillis())
        .put("until_commit_ms", Duration.ofNanos(committedNanos - startNanos).toMillis());
  }

  @Override
  public String toString() {
    return toJson().encode();
  }
}
