package org.ozmonitor.server.watch;

import io.vertx.core.Deployable;

/// Wires watching: the one class of the feature that `bootstrap` sees.
public final class WatchModule {
  private WatchModule() {}

  /// The verticle of the role `block-watcher`, to be deployed once per node. Its undeployment waits
  /// for the cycles in hand and gives all leases back.
  public static Deployable verticle(WatchParts parts, WatchSettings settings) {
    return new BlockWatcherVerticle(parts, settings);
  }
}
