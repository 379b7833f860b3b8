package org.ozmonitor.server.rpc;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.LongConsumer;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.Finality;

/// One network's chain, asked through its endpoints. Thread-safe, except that {@link #head} belongs
/// to the network's watcher. Futures complete on the caller's context.
///
/// Questions without an endpoint go through the endpoints in order, in a bounded number of rounds;
/// failures are {@link RpcException}.
public interface ChainClient {
  /// All endpoints, in order.
  List<Endpoint> endpoints();

  /// The height of the newest block.
  Future<Long> head();

  /// The height of the newest block as one endpoint sees it.
  Future<Long> head(Endpoint endpoint);

  /// The hash of the block at `height`, without its contents.
  Future<SeenBlock> look(long height);

  /// As {@link #look(long)}, from one endpoint.
  Future<SeenBlock> look(Endpoint endpoint, long height);

  /// The newest block that the chain calls safe or finalized, without its contents. Belongs to the
  /// network's watcher, as {@link #head()} does.
  Future<SeenBlock> look(Finality level);

  /// The whole block at `height`, verified to belong together and to be of that height.
  Future<FetchedBlock> fetch(long height);

  /// As {@link #fetch(long)}, from one endpoint.
  Future<FetchedBlock> fetch(Endpoint endpoint, long height);

  /// The whole block with this height and hash.
  Future<FetchedBlock> fetch(BlockRef block);

  /// Where a transaction stands, asked of one endpoint after the other.
  ///
  /// @param transaction hash, `0x` and 64 lower-case digits
  Future<TransactionPlace> locate(String transaction);

  /// Tells of new heads, on the caller's context, until closed: hints only, which may come late,
  /// twice or never. Nobody is told where the network has no WebSocket address.
  default HeadSubscription heads(LongConsumer onHead) {
    return () -> {};
  }

  /// Asks the other endpoints first for a while: this one follows another fork.
  void avoid(Endpoint endpoint);

  /// Questions about blocks so far; those about the head are not counted.
  long blockCalls();

  /// A block as one endpoint names it.
  record SeenBlock(BlockRef ref, Endpoint source) {}
}
