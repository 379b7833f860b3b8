package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.chain.BlockHeader;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.watch.AppendPlan;
import org.ozmonitor.core.watch.AppendPlanner;
import org.ozmonitor.core.watch.BlockRangePlanner;
import org.ozmonitor.core.watch.FetchPlan;
import org.ozmonitor.core.watch.LogStep;
import org.ozmonitor.core.watch.Tip;
import org.ozmonitor.core.watch.WatchPolicy;
import org.ozmonitor.server.async.Bounded;
import org.ozmonitor.server.block.BlockLog;
import org.ozmonitor.server.block.BlockTopics;
import org.ozmonitor.server.block.BlocksAppended;
import org.ozmonitor.server.cluster.Lease;
import org.ozmonitor.server.rpc.ChainClient;
import org.ozmonitor.server.rpc.Endpoint;
import org.ozmonitor.server.rpc.FetchedBlock;

/// Watches one network while its lease is held: each cycle asks for the head, fetches what comes
/// after the tip, verifies that it chains, and appends it. Payloads are stored before the append,
/// so
/// that whoever reads an entry can have its block.
///
/// Confined to the context of its verticle; cycles must not overlap.
final class BlockWatcher {
  /// While nothing new comes, the tip is looked at once in so many block times: a chain may have
  /// replaced its newest blocks without growing.
  private static final int LOOK_AFTER_BLOCK_TIMES = 2;

  /// Above the limits that the server sets; what is later found committed shows in the tip, which
  /// is read again.
  private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(15);

  private final WatchParts parts;
  private final WatchSettings settings;
  private final NetworkId network;
  private final Network definition;
  private final WatchPolicy policy;
  private final ChainClient client;
  private final WatchLog log;
  private final WatchMetrics.OfNetwork metrics;
  private final ReorgWalk reorgs;
  private final long callsBefore;
  private long appendedBlocks;
  private long lookedAt;
  private @Nullable Tip tip;
  private @Nullable Endpoint tipSource;

  BlockWatcher(
      WatchParts parts,
      WatchSettings settings,
      NetworkId network,
      Network definition,
      ChainClient client,
      WatchLog log,
      WatchMetrics.OfNetwork metrics) {
    this.parts = parts;
    this.settings = settings;
    this.network = network;
    this.definition = definition;
    this.policy =
        new WatchPolicy(
            definition.detectAtHead() ? 0 : definition.confirmationBlocks(),
            settings.maxBlocksPerFetch(),
            definition.startBlock());
    this.client = client;
    this.log = log;
    this.metrics = metrics;
    this.callsBefore = client.blockCalls();
    this.lookedAt = parts.nanoTime().getAsLong();
    this.reorgs =
        new ReorgWalk(
            client,
            from ->
                bounded(
                    parts
                        .blockLog()
                        .standingDown(
                            parts.database().reader(),
                            network,
                            from,
                            settings.maxReorgDepth() + 1)),
            (endpoint, height) ->
                client.fetch(endpoint, height).compose(this::store).map(FetchedBlock::header),
            settings.maxReorgDepth());
  }

  /// Runs one cycle: at most one batch. Fails without having appended anything out of place; the
  /// next cycle resumes at the log's end.
  ///
  /// @param held whether the lease is still held by this node's own clock
  /// @return how many confirmed blocks are still to be fetched
  Future<Long> runCycle(Lease lease, BooleanSupplier held) {
    return knownTip()
        .compose(
            known ->
                client
                    .head()
                    .compose(
                        head ->
                            new Cycle(lease, held, head, parts.nanoTime().getAsLong())
                                .advance(known)))
        .onFailure(_ -> tip = null);
  }

  private Future<Tip> knownTip() {
    Tip known = tip;
    return known != null
        ? Future.succeededFuture(known)
        : bounded(parts.blockLog().tip(parts.database().reader(), network))
            .onSuccess(found -> tip = found);
  }

  /// A connection that has died in silence must not hold up the network for ever.
  private static <T> Future<T> bounded(Future<T> answer) {
    return answer.timeout(DATABASE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }

  private Future<FetchedBlock> store(FetchedBlock block) {
    return parts.blockStore().put(network, block.header().ref(), block.payload()).map(_ -> block);
  }

  /// A block whose payload has been stored.
  private record Stored(BlockHeader header, Endpoint source) {}

  /// One cycle under one lease, with one head.
  private final class Cycle {
    private final Lease lease;
    private final BooleanSupplier held;
    private final long head;
    private final long headAt;

    Cycle(Lease lease, BooleanSupplier held, long head, long headAt) {
      this.lease = lease;
      this.held = held;
      this.head = head;
      this.headAt = headAt;
    }

    Future<Long> advance(Tip from) {
      return switch (BlockRangePlanner.plan(from, head, policy)) {
        case FetchPlan.Idle _ -> lookAtTip(from);
        case FetchPlan.Start(long height, String reason) ->
            seen(height)
                .compose(_ -> append(from, List.of(new LogStep.Start(height, reason))))
                .onSuccess(_ -> log.logStarted(height, reason))
                .compose(this::advance);
        case FetchPlan.Fetch(long first, long last) ->
            fetch(first, last).compose(blocks -> appendFetched(from, blocks));
      };
    }

    /// A head that does not exist must not become the start: nothing would ever follow it. Where
    /// `start_block` is given it may lie ahead.
    private Future<?> seen(long height) {
      return policy.startBlock().isPresent() ? Future.succeededFuture() : client.look(height);
    }

    private Future<List<Stored>> fetch(long first, long last) {
      List<Long> heights = LongStream.rangeClosed(first, last).boxed().toList();
      return Bounded.prefix(
              heights,
              settings.fetchConcurrency(),
              height ->
                  client
                      .fetch(height)
                      .compose(BlockWatcher.this::store)
                      .map(block -> new Stored(block.header(), block.source())))
          .compose(
              fetched -> {
                Optional<Throwable> failure = fetched.failure();
                if (failure.isPresent()) {
                  if (fetched.results().isEmpty()) {
                    return Future.failedFuture(failure.get());
                  }
                  log.fetchCutShort(fetched.results().size(), failure.get());
                }
                return Future.succeededFuture(fetched.results());
              });
    }

    private Future<Long> appendFetched(Tip from, List<Stored> blocks) {
      List<BlockHeader> headers = blocks.stream().map(Stored::header).toList();
      return switch (AppendPlanner.plan(from, headers)) {
        case AppendPlan.Append(List<LogStep> steps) ->
            append(from, steps)
                .onSuccess(_ -> tipSource = blocks.get(steps.size() - 1).source())
                .map(this::behind);
        case AppendPlan.Reorg _ -> reorganise(from, blocks.getFirst().source());
      };
    }

    /// Asks for the tip's hash when nothing has come for a while.
    private Future<Long> lookAtTip(Tip from) {
      long now = parts.nanoTime().getAsLong();
      long after =
          Duration.ofMillis(definition.blockTimeMs())
              .multipliedBy(LOOK_AFTER_BLOCK_TIMES)
              .toNanos();
      if (from.hash().isEmpty() || head < from.height().orElseThrow() || now - lookedAt < after) {
        return Future.succeededFuture(behind(from));
      }
      lookedAt = now;
      return client
          .look(from.height().orElseThrow())
          .compose(
              seen ->
                  from.block().equals(Optional.of(seen.ref()))
                      ? Future.succeededFuture(behind(from))
                      : reorganise(from, seen.source()));
    }

    private Future<Long> reorganise(Tip from, Endpoint suspect) {
      return reorgs
          .walk(from, tipSource, suspect)
          .compose(
              found -> {
                if (found.isEmpty()) {
                  metrics.behind(behind(from)); // and no haste: the other endpoints come next
                  return Future.succeededFuture(0L);
                }
                log.reorganised(found.get().depth(), from, suspect);
                return appendAll(from, found.get().steps())
                    .onSuccess(
                        _ -> {
                          tipSource = suspect;
                          metrics.reorganised(found.get().depth());
                        })
                    .map(this::behind);
              });
    }

    private Future<Tip> appendAll(Tip from, List<LogStep> steps) {
      if (steps.size() <= BlockLog.MAX_APPEND) {
        return append(from, steps);
      }
      return append(from, steps.subList(0, BlockLog.MAX_APPEND))
          .compose(moved -> appendAll(moved, steps.subList(BlockLog.MAX_APPEND, steps.size())));
    }

    private Future<Tip> append(Tip from, List<LogStep> steps) {
      if (!held.getAsBoolean()) {
        return Future.failedFuture(new LogMovedException("the lease was lost before the append"));
      }
      return bounded(
              parts
                  .database()
                  .inTransaction(
                      connection ->
                          parts.blockLog().append(connection, lease, network, from, steps)))
          .compose(
              moved ->
                  moved
                      .map(Future::succeededFuture)
                      .orElseGet(
                          () ->
                              Future.failedFuture(
                                  new LogMovedException(
                                      "the lease is another's or the log has moved"))))
          .onSuccess(moved -> onAppended(from, moved, steps));
    }

    private void onAppended(Tip from, Tip moved, List<LogStep> steps) {
      tip = moved;
      lookedAt = parts.nanoTime().getAsLong();
      parts
          .topics()
          .publish(
              BlockTopics.BLOCKS_APPENDED,
              new BlocksAppended(network, from.seq() + 1, moved.seq()));
      appendedBlocks += steps.stream().filter(step -> step instanceof LogStep.Block).count();
      if (appendedBlocks > 0) {
        metrics.calls(client.blockCalls() - callsBefore, appendedBlocks);
      }
      metrics.appended(lookedAt - headAt);
      log.appended(from, moved, behind(moved));
    }

    private long behind(Tip at) {
      long next = at.nextHeight().orElseThrow();
      long behind = Math.max(0, head - policy.confirmations() - next + 1);
      metrics.behind(behind);
      return behind;
    }
  }
}
