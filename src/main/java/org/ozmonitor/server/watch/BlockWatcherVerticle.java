package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.Network;

/// The role `block-watcher` of a node: keeps a {@link WatchedNetwork} for each network that has
/// active monitors, or had some until a short while ago, as the configuration changes. Confined to
/// its context.
final class BlockWatcherVerticle extends VerticleBase {
  /// How often the loaded configuration is looked at; it stands in memory.
  private static final long LOOK_MS = 200;

  /// How often networks without monitors are looked at.
  private static final Duration LINGER = Duration.ofSeconds(2);

  private final WatchParts parts;
  private final WatchSettings settings;
  private final WatchMetrics metrics;
  private final Lingering lingering;
  private final Map<NetworkId, WatchedNetwork> watched = new HashMap<>();
  private final Set<NetworkId> asking = new HashSet<>();
  private Configuration seen = Configuration.empty();
  private Future<?> leaving = Future.succeededFuture();
  private boolean stopping;
  private long timer = -1;
  private long lingerTimer = -1;

  BlockWatcherVerticle(WatchParts parts, WatchSettings settings) {
    this.parts = parts;
    this.settings = settings;
    this.metrics = new WatchMetrics(parts.registry());
    this.lingering = new Lingering(parts, settings.maxReorgDepth());
  }

  @Override
  public Future<?> start() {
    follow();
    timer = vertx.setPeriodic(LOOK_MS, _ -> follow());
    lingerTimer = vertx.setPeriodic(LINGER.toMillis(), _ -> linger());
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    vertx.cancelTimer(timer);
    vertx.cancelTimer(lingerTimer);
    List.copyOf(watched.keySet()).forEach(id -> leave(id, false));
    return leaving;
  }

  private void follow() {
    Configuration now = parts.configuration().get();
    if (now == seen) {
      return;
    }
    seen = now;
    watched.keySet().stream()
        .filter(id -> !now.networks().containsKey(id))
        .toList()
        .forEach(id -> leave(id, false));
    now.networks()
        .forEach(
            (id, entry) -> {
              if (isSupported(entry) && (isActive(entry) || watched.containsKey(id))) {
                watch(id, entry.definition());
              }
            });
    linger();
  }

  /// Looks which networks without active monitors are still to be watched.
  private void linger() {
    seen.networks()
        .forEach(
            (id, entry) -> {
              if (isSupported(entry) && !isActive(entry) && asking.add(id)) {
                lingering
                    .isNeeded(id, entry.definition())
                    .onSuccess(needed -> decide(id, needed))
                    .onFailure(new WatchLog(entry.definition().slug())::lingeringUnknown)
                    .onComplete(_ -> asking.remove(id));
              }
            });
  }

  /// The configuration may have changed since the question.
  private void decide(NetworkId id, boolean needed) {
    Configuration.NetworkEntry entry = seen.networks().get(id);
    if (stopping || entry == null || isActive(entry)) {
      return;
    }
    if (needed) {
      watch(id, entry.definition());
    } else {
      leave(id, true);
    }
  }

  private boolean isSupported(Configuration.NetworkEntry entry) {
    return settings.watches(entry.definition().slug())
        && parts.clients().supports(entry.definition().chain());
  }

  private boolean isActive(Configuration.NetworkEntry entry) {
    return !seen.activeMonitors(entry.definition().slug()).isEmpty();
  }

  private void watch(NetworkId id, Network network) {
    WatchedNetwork known = watched.get(id);
    if (known == null) {
      WatchedNetwork added = new WatchedNetwork(parts, settings, id, network, metrics);
      watched.put(id, added);
      added.start();
    } else if (!known.definition().equals(network)) {
      known.redefine(network);
    }
  }

  /// @param ended whether nobody is to watch the network any more
  private void leave(NetworkId id, boolean ended) {
    WatchedNetwork left = watched.remove(id);
    if (left != null) {
      WatchLog log = new WatchLog(left.definition().slug());
      Future<Void> stopped =
          (ended ? left.end() : left.stop()).onFailure(log::stopFailed).otherwiseEmpty();
      leaving = leaving.isComplete() ? stopped : Future.join(leaving, stopped);
    }
  }
}
