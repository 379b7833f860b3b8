package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import java.util.OptionalLong;

/// What the configuration log says of monitors that are gone.
@FunctionalInterface
public interface MonitorHistory {
  /// The version with which the last active monitor of a network ended; empty when it never had
  /// one. Without meaning while it has an active one.
  Future<OptionalLong> endOfActivity(String networkSlug);
}
