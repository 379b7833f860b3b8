package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.Network;

/// The role `block-watcher` of a node: keeps a {@link WatchedNetwork} for each network that has
/// active monitors, as the configuration changes. Confined to its context.
final class BlockWatcherVerticle extends VerticleBase {
  /// How often the loaded configuration is looked at; it stands in memory.
  private static final long LOOK_MS = 200;

  private final WatchParts parts;
  private final WatchSettings settings;
  private final WatchMetrics metrics;
  private final Map<NetworkId, WatchedNetwork> watched = new HashMap<>();
  private Configuration seen = Configuration.empty();
  private Future<?> leaving = Future.succeededFuture();
  private long timer = -1;

  BlockWatcherVerticle(WatchParts parts, WatchSettings settings) {
    this.parts = parts;
    this.settings = settings;
    this.metrics = new WatchMetrics(parts.registry());
  }

  @Override
  public Future<?> start() {
    follow();
    timer = vertx.setPeriodic(LOOK_MS, _ -> follow());
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    vertx.cancelTimer(timer);
    List.copyOf(watched.keySet()).forEach(this::leave);
    return leaving;
  }

  private void follow() {
    Configuration now = parts.configuration().get();
    if (now == seen) {
      return;
    }
    seen = now;
    Map<NetworkId, Network> wanted = wanted(now);
    watched.keySet().stream().filter(id -> !wanted.containsKey(id)).toList().forEach(this::leave);
    wanted.forEach(this::watch);
  }

  private Map<NetworkId, Network> wanted(Configuration configuration) {
    Map<NetworkId, Network> wanted = new HashMap<>();
    configuration
        .networks()
        .forEach(
            (id, entry) -> {
              Network network = entry.definition();
              if (parts.clients().supports(network.chain())
                  && !configuration.activeMonitors(network.slug()).isEmpty()) {
                wanted.put(id, network);
              }
            });
    return wanted;
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

  private void leave(NetworkId id) {
    WatchedNetwork left = watched.remove(id);
    if (left != null) {
      WatchLog log = new WatchLog(left.definition().slug());
      Future<Void> stopped = left.stop().onFailure(log::stopFailed).otherwiseEmpty();
      leaving = leaving.isComplete() ? stopped : Future.join(leaving, stopped);
    }
  }
}
