package org.ozmonitor.server.demo;

import io.vertx.core.Future;

/// The application under demonstration, as far as the demo handles it.
public interface RunningNode {
  /// Stops it in order; work in hand is finished.
  Future<Void> stop();
}
