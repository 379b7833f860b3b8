package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import java.util.OptionalLong;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.watch.Tip;

/// Decides whether a network without active monitors is still to be watched: a block that monitors
/// were evaluated on may be reorganised away after they are gone, and what was alerted must then
/// be retracted. So a network is watched until as many blocks stand on the last one that was
/// evaluated for anybody as a reorganisation may orphan. Read from the logs, so that every node
/// decides alike, and after a restart too. Thread-safe.
final class Lingering {
  private final WatchParts parts;
  private final int maxReorgDepth;

  Lingering(WatchParts parts, int maxReorgDepth) {
    this.parts = parts;
    this.maxReorgDepth = maxReorgDepth;
  }

  /// Whether a reorganisation could still touch what monitors have seen on a network.
  Future<Boolean> isNeeded(NetworkId network, Network definition) {
    return LogAppender.bounded(parts.blockLog().tip(parts.database().reader(), network))
        .compose(
            tip ->
                tip.hash().isEmpty()
                    ? Future.succeededFuture(false) // never watched, or watching has ended
                    : lastSeen(network, definition.slug())
                        .map(height -> isWithinReach(tip, height)));
  }

  private boolean isWithinReach(Tip tip, OptionalLong lastSeen) {
    return lastSeen.isPresent()
        && tip.height().orElseThrow() < lastSeen.getAsLong() + maxReorgDepth;
  }

  /// The height of the last block that was evaluated for a monitor.
  private Future<OptionalLong> lastSeen(NetworkId network, String slug) {
    return LogAppender.bounded(parts.history().endOfActivity(slug))
        .compose(
            version ->
                version.isEmpty()
                    ? Future.succeededFuture(OptionalLong.empty())
                    : LogAppender.bounded(
                        parts
                            .blockLog()
                            .lastHeightBefore(
                                parts.database().reader(), network, version.getAsLong())));
  }
}
