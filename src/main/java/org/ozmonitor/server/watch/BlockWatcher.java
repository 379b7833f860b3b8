package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
import org.ozmonitor.server.rpc.ChainClient;
import org.ozmonitor.server.rpc.Endpoint;
import org.ozmonitor.server.rpc.FetchedBlock;

/// Watches one network while its lease is held: each cycle asks for the head, fetches what comes
/// after the tip, verifies that it chains, and appends it. Payloads are stored before the append,
/// so that whoever reads an entry can have its block.
///
/// What is fetched at once is bounded by bytes, judged by the largest of the last blocks, and so is
/// what lanes have still to read. Confined to the context of its verticle; cycles must not overlap.
final class BlockWatcher {
  /// While nothing new comes, the tip is looked at once in so many block times: a chain may have
  /// replaced its newest blocks without growing.
  private static final int LOOK_AFTER_BLOCK_TIMES = 2;

  private final WatchParts parts;
  private final NetworkId network;
  private final Network definition;
  private final WatchPolicy policy;
  private final ChainClient client;
  private final WatchLog log;
  private final WatchMetrics.OfNetwork metrics;
  private final ReorgWalk reorgs;
  private final LogAppender appender;
  private final Backlog backlog;
  private final FetchLimits limits;
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
    this.appender = new LogAppender(parts, network);
    this.backlog = new Backlog(parts.blockStore().capacity() / 2);
    this.limits = new FetchLimits(parts.blockStore().capacity() / 4, settings.fetchConcurrency());
    this.callsBefore = client.blockCalls();
    this.lookedAt = parts.nanoTime().getAsLong();
    this.reorgs =
        new ReorgWalk(
            client,
            from ->
                LogAppender.bounded(
                    parts
                        .blockLog()
                        .standingDown(
                            parts.database().reader(),
                            network,
                            from,
                            settings.maxReorgDepth() + 1)),
            (endpoint, height) ->
                client.fetch(endpoint, height).map(this::store).map(Stored::header),
            settings.maxReorgDepth());
  }

  /// Runs one cycle: at most one batch. Fails without having appended anything out of place; the
  /// next cycle resumes at the log's end.
  Future<CycleOutcome> runCycle(Holding holding) {
    return knownTip()
        .compose(known -> client.head().compose(head -> new Cycle(holding, head).advance(known)))
        .onFailure(_ -> tip = null);
  }

  private Future<Tip> knownTip() {
    Tip known = tip;
    return known != null
        ? Future.succeededFuture(known)
        : appender.tip().onSuccess(found -> tip = found);
  }

  /// A block whose payload stands in the block store.
  private record Stored(BlockHeader header, Endpoint source, int bytes) {}

  private Stored store(FetchedBlock block) {
    byte[] payload = block.payload().getBytes();
    parts.blockStore().put(network, block.header().ref(), payload);
    limits.saw(payload.length);
    return new Stored(block.header(), block.source(), payload.length);
  }

  /// One cycle under one lease, with one head.
  private final class Cycle {
    private final Holding holding;
    private final long head;
    private final long headAt;

    Cycle(Holding holding, long head) {
      this.holding = holding;
      this.head = head;
      this.headAt = parts.nanoTime().getAsLong();
    }

    Future<CycleOutcome> advance(Tip from) {
      return switch (BlockRangePlanner.plan(from, head, policy)) {
        case FetchPlan.Idle _ -> lookAtTip(from);
        case FetchPlan.Start(long height, String reason) ->
            seen(height)
                .compose(_ -> append(from, List.of(new LogStep.Start(height, reason))))
                .onSuccess(_ -> log.logStarted(height, reason))
                .compose(this::advance);
        case FetchPlan.Fetch(long first, long last) ->
            room()
                .compose(
                    room ->
                        room <= 0
                            ? Future.succeededFuture(
                                outcome(from, CycleOutcome.Next.WAIT_FOR_LANES))
                            : fetch(first, limits.last(first, last, room))
                                .compose(blocks -> appendFetched(from, blocks)));
      };
    }

    /// A head that does not exist must not become the start: nothing would ever follow it. Where
    /// `start_block` is given it may lie ahead.
    private Future<?> seen(long height) {
      return policy.startBlock().isPresent() ? Future.succeededFuture() : client.look(height);
    }

    /// How many bytes may be fetched; lanes are asked only when the store seems to be full.
    private Future<Long> room() {
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

    private Future<List<Stored>> fetch(long first, long last) {
      List<Long> heights = LongStream.rangeClosed(first, last).boxed().toList();
      return Bounded.prefix(
              heights,
              limits.concurrency(),
              height -> client.fetch(height).map(BlockWatcher.this::store))
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

    private Future<CycleOutcome> appendFetched(Tip from, List<Stored> blocks) {
      List<BlockHeader> headers = blocks.stream().map(Stored::header).toList();
      return switch (AppendPlanner.plan(from, headers)) {
        case AppendPlan.Append(List<LogStep> steps) ->
            append(from, steps)
                .map(
                    moved -> {
                      for (int i = 0; i < steps.size(); i++) {
                        backlog.add(from.seq() + 1 + i, blocks.get(i).bytes());
                      }
                      tipSource = blocks.get(steps.size() - 1).source();
                      return outcome(moved, CycleOutcome.Next.GO_ON);
                    });
        case AppendPlan.Reorg _ -> reorganise(from, blocks.getFirst().source());
      };
    }

    /// Asks for the tip's hash when nothing has come for a while.
    private Future<CycleOutcome> lookAtTip(Tip from) {
      long now = parts.nanoTime().getAsLong();
      long after =
          Duration.ofMillis(definition.blockTimeMs())
              .multipliedBy(LOOK_AFTER_BLOCK_TIMES)
              .toNanos();
      if (from.hash().isEmpty() || head < from.height().orElseThrow() || now - lookedAt < after) {
        return Future.succeededFuture(outcome(from, CycleOutcome.Next.GO_ON));
      }
      lookedAt = now;
      return client
          .look(from.height().orElseThrow())
          .compose(
              seen ->
                  from.block().equals(Optional.of(seen.ref()))
                      ? Future.succeededFuture(outcome(from, CycleOutcome.Next.GO_ON))
                      : reorganise(from, seen.source()));
    }

    private Future<CycleOutcome> reorganise(Tip from, Endpoint suspect) {
      return reorgs
          .walk(from, tipSource, suspect)
          .compose(
              found -> {
                if (found.isEmpty()) { // the other endpoints come next
                  return Future.succeededFuture(outcome(from, CycleOutcome.Next.NO_HASTE));
                }
                log.reorganised(found.get().depth(), from, suspect);
                return append(from, found.get().steps())
                    .map(
                        moved -> {
                          tipSource = suspect;
                          metrics.reorganised(found.get().depth());
                          return outcome(moved, CycleOutcome.Next.GO_ON);
                        });
              });
    }

    private Future<Tip> append(Tip from, List<LogStep> steps) {
      return appender
          .append(holding, from, steps)
          .onSuccess(moved -> onAppended(from, moved, steps));
    }

    private void onAppended(Tip from, Tip moved, List<LogStep> steps) {
      tip = moved;
      lookedAt = parts.nanoTime().getAsLong();
      appendedBlocks += steps.stream().filter(step -> step instanceof LogStep.Block).count();
      if (appendedBlocks > 0) {
        metrics.calls(client.blockCalls() - callsBefore, appendedBlocks);
      }
      metrics.appended(lookedAt - headAt);
      log.appended(from, moved, behind(moved));
    }

    private CycleOutcome outcome(Tip at, CycleOutcome.Next next) {
      long behind = behind(at);
      metrics.behind(behind);
      return new CycleOutcome(head, behind, next);
    }

    private long behind(Tip at) {
      return Math.max(0, head - policy.confirmations() - at.nextHeight().orElseThrow() + 1);
    }
  }
}
