package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.server.block.SharedCache;

/// The height of a network's head. The first one may be what the owner before us saw within the
/// time to live of heights: who takes over, or starts again, begins with the blocks that are
/// missing. A height that is too low is made up for by the next look, one that is too high (a chain
/// that grew shorter meanwhile) costs a failed cycle. Confined to the watcher's context.
final class SharedHeight {
  private final Optional<SharedCache> shared;
  private final NetworkId network;
  private final Supplier<Future<Long>> endpoints;
  private boolean looked;

  /// @param endpoints asks the chain
  SharedHeight(Optional<SharedCache> shared, NetworkId network, Supplier<Future<Long>> endpoints) {
    this.shared = shared;
    this.network = network;
    this.endpoints = endpoints;
  }

  Future<Long> look() {
    Future<OptionalLong> seen =
        looked || shared.isEmpty()
            ? Future.succeededFuture(OptionalLong.empty())
            : shared.get().findHeight(network).otherwise(OptionalLong.empty());
    looked = true;
    return seen.compose(
        height -> height.isPresent() ? Future.succeededFuture(height.getAsLong()) : ask());
  }

  private Future<Long> ask() {
    return endpoints.get().onSuccess(this::share);
  }

  private void share(long height) {
    if (shared.isPresent()) {
      var _ = shared.get().putHeight(network, height); // what is lost is counted there
    }
  }
}
