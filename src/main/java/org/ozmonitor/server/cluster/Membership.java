package org.ozmonitor.server.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.AsyncMap;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The shared map `workers` of the cluster: who is there, under which epoch, with which roles. A
/// copy
/// for people and for quick reactions; the rows of {@link Workers} decide. Thread-safe.
public final class Membership {
  private static final String MAP = "workers";
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final ClusterLog log = new ClusterLog();

  public Membership(Vertx vertx) {
    this.vertx = vertx;
  }

  /// Writes this worker's entry. Never fails: without the map, the rows decide.
  public Future<Void> announce(Workers.Registration registration, String roles) {
    var entry = new JsonObject().put("epoch", registration.epoch()).put("roles", roles);
    return write(map -> map.put(registration.id(), entry));
  }

  /// Removes this worker's entry. Never fails.
  public Future<Void> withdraw(Workers.Registration registration) {
    return write(map -> map.remove(registration.id()).mapEmpty());
  }

  /// The number of workers in the map.
  public Future<Integer> size() {
    return map().compose(AsyncMap::size).timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Future<Void> write(Function<AsyncMap<String, JsonObject>, Future<Void>> change) {
    return map()
        .compose(change)
        .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(log::membershipUnavailable)
        .otherwiseEmpty();
  }

  private Future<AsyncMap<String, JsonObject>> map() {
    return vertx.sharedData().getAsyncMap(MAP);
  }
}
