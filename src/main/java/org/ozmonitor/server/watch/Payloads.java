package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import java.util.List;
import org.ozmonitor.core.chain.BlockHeader;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.server.rpc.Endpoint;
import org.ozmonitor.server.rpc.FetchedBlock;

/// What becomes of the payloads that the watcher of one network fetches: they go into the block
/// store, as far as it has room, and into a file where the network asks for it. Confined to the
/// watcher's context.
final class Payloads {
  private final WatchParts parts;
  private final NetworkId network;
  private final Network definition;
  private final WatchLog log;
  private final Backlog backlog;
  private final FetchLimits limits;
  private boolean writing;

  /// A block whose payload stands in the block store.
  record Stored(BlockHeader header, Endpoint source, int bytes) {}

  Payloads(
      WatchParts parts,
      NetworkId network,
      Network definition,
      WatchSettings settings,
      WatchLog log) {
    this.parts = parts;
    this.network = network;
    this.definition = definition;
    this.log = log;
    long capacity = parts.blockStore().capacity();
    this.backlog = new Backlog(capacity / 2, settings.maxUnread());
    this.limits = new FetchLimits(capacity / 4, settings.fetchConcurrency());
  }

  FetchLimits limits() {
    return limits;
  }

  /// The last block of a range that may be fetched as one batch.
  ///
  /// @param room bytes that the batch may have
  long last(long first, long last, long room) {
    return limits.last(first, Math.min(last, first + Math.max(1, backlog.blocks()) - 1), room);
  }

  /// Keeps what was fetched.
  Stored store(FetchedBlock block) {
    byte[] payload = block.payload();
    parts.blockStore().put(network, block.header().ref(), payload);
    limits.saw(payload.length);
    return new Stored(block.header(), block.source(), payload.length);
  }

  /// How many bytes may be fetched; lanes are asked only when the store seems to be full.
  Future<Long> room() {
    if (backlog.room() > 0) {
      return Future.succeededFuture(backlog.room());
    }
    return LogAppender.bounded(parts.lanes().of(network))
        .map(
            positions -> {
              backlog.observe(positions, parts.nanoTime().getAsLong());
              return backlog.room();
            });
  }

  /// Blocks stand in the log now, the first one at `firstSeq`.
  void appended(long firstSeq, List<Stored> blocks) {
    for (int i = 0; i < blocks.size(); i++) {
      backlog.add(firstSeq + i, blocks.get(i).bytes());
    }
    if (definition.storeBlocks() && !writing) { // while a file is written, others are left out
      writing = true;
      write(blocks).onFailure(log::blocksNotWritten).onComplete(_ -> writing = false);
    }
  }

  private Future<?> write(List<Stored> blocks) {
    List<byte[]> payloads =
        blocks.stream()
            .flatMap(it -> parts.blockStore().find(network, it.header().ref()).stream())
            .toList();
    return parts
        .files()
        .store(
            parts.vertx().getOrCreateContext(),
            definition.slug(),
            definition.chain().spelling(),
            payloads,
            parts.clock().instant().getEpochSecond());
  }
}
