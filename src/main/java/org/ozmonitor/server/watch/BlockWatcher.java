package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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
import org.ozmonitor.server.watch.CycleOutcome.Next;

/// Watches one network while its lease is held: each cycle asks for the head, fetches what comes
/// after the tip, verifies that it chains, and appends it. Payloads are stored before the append,
/// so that whoever reads an entry can have its block.
///
/// What is fetched at once is bounded by bytes, and so is what lanes have still to read. Confined
/// to the context of its verticle; cycles must not overlap.
final class BlockWatcher {
  /// While nothing new comes, the tip is looked at once in so many block times: a chain may have
  /// replaced its newest blocks without growing.
  private static final int LOOK_AFTER_BLOCK_TIMES = 2;

  private final WatchParts parts;
  private final Network definition;
  private final ChainClient client;
  private final WatchLog log;
  private final WatchMetrics.OfNetwork metrics;
  private final LogAppender appender;
  private final Payloads payloads;
  private final ReorgWalk reorgs;
  private final HeadWatch heads;
  private final LogBeginning beginning;
  private final Recovery recovery;
  private WatchPolicy policy;
  private long lookedAt;
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
    this.definition = definition;
    this.client = client;
    this.log = log;
    this.metrics = metrics;
    this.appender = new LogAppender(parts, network);
    this.payloads = new Payloads(parts, network, definition, settings, log);
    this.heads = new HeadWatch(parts, network, definition, client, appender, log);
    this.beginning = new LogBeginning(parts, network, definition, client, appender, log, metrics);
    this.policy = beginning.policy(settings.maxBlocksPerFetch());
    this.lookedAt = parts.nanoTime().getAsLong();
    this.recovery =
        new Recovery(
            parts,
            network,
            definition.recovery(),
            appender,
            height -> client.fetch(height).map(payloads::store).map(Payloads.Stored::header),
            log,
            metrics);
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
                client.fetch(endpoint, height).map(payloads::store).map(Payloads.Stored::header),
            settings.maxReorgDepth());
    metrics.countFrom(client::blockCalls);
    recovery.report().onFailure(log::missedBlocksUnknown);
  }

  /// Runs one cycle: at most one batch. Fails without having appended anything out of place; the
  /// next cycle resumes at the log's end.
  Future<CycleOutcome> runCycle(Holding holding) {
    return appender
        .tip()
        .compose(known -> heads.look().compose(head -> new Cycle(holding, head).run(known)))
        .onFailure(_ -> appender.forget());
  }

  /// What is to be done about missed blocks, between cycles.
  Recovery recovery() {
    return recovery;
  }

  /// Says in the log that watching ends, so that whoever watches next begins at the head.
  Future<Void> end(Holding holding) {
    return beginning.end(holding).onFailure(_ -> appender.forget());
  }

  /// One cycle under one lease, with one head.
  private final class Cycle {
    private final Holding holding;
    private final HeadWatch.Head head;
    private final long headAt;

    Cycle(Holding holding, HeadWatch.Head head) {
      this.holding = holding;
      this.head = head;
      this.headAt = parts.nanoTime().getAsLong();
    }

    Future<CycleOutcome> run(Tip from) {
      return beginning
          .policy(policy, from)
          .compose(
              found -> {
                policy = found;
                return beginning.resume(holding, from, policy.confirmedHead(head.height()));
              })
          .compose(this::advance)
          .compose(
              outcome ->
                  appender.tip().compose(tip -> heads.note(holding, tip, head)).map(outcome));
    }

    private Future<CycleOutcome> advance(Tip from) {
      return switch (BlockRangePlanner.plan(from, head.height(), policy)) {
        case FetchPlan.Idle _ -> lookAtTip(from);
        case FetchPlan.Start(long height, String reason) ->
            beginning
                .start(
                    holding,
                    from,
                    new LogStep.Start(height, reason),
                    policy.beginning().isPresent())
                .compose(this::advance);
        case FetchPlan.Skip(long first, long last) ->
            verified(
                from,
                () ->
                    beginning
                        .skip(holding, from, first, last)
                        .compose(moved -> recovery.report().map(moved))
                        .compose(this::advance));
        case FetchPlan.Fetch(long first, long last) ->
            payloads
                .room()
                .compose(
                    room ->
                        room <= 0
                            ? Future.succeededFuture(outcome(from, Next.WAIT_FOR_LANES))
                            : fetch(first, payloads.last(first, last, room))
                                .compose(blocks -> appendFetched(from, blocks)));
      };
    }

    private Future<List<Payloads.Stored>> fetch(long first, long last) {
      return Bounded.prefix(
              LongStream.rangeClosed(first, last).boxed().toList(),
              payloads.limits().concurrency(),
              height -> client.fetch(height).map(payloads::store))
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

    private Future<CycleOutcome> appendFetched(Tip from, List<Payloads.Stored> blocks) {
      List<BlockHeader> headers = blocks.stream().map(Payloads.Stored::header).toList();
      return switch (AppendPlanner.plan(from, headers)) {
        case AppendPlan.Append(List<LogStep> steps) ->
            append(from, steps)
                .map(
                    moved -> {
                      payloads.appended(from.seq() + 1, blocks.subList(0, steps.size()));
                      tipSource = blocks.get(steps.size() - 1).source();
                      return outcome(moved, Next.GO_ON);
                    });
        case AppendPlan.Reorg _ -> reorganise(from, blocks.getFirst().source());
      };
    }

    /// Asks for the tip's hash when nothing has come for a while.
    private Future<CycleOutcome> lookAtTip(Tip from) {
      long after =
          Duration.ofMillis(definition.blockTimeMs())
              .multipliedBy(LOOK_AFTER_BLOCK_TIMES)
              .toNanos();
      boolean behindTip = from.hash().isEmpty() || head.height() < from.height().orElseThrow();
      CycleOutcome idle = outcome(from, Next.GO_ON);
      return behindTip || parts.nanoTime().getAsLong() - lookedAt < after
          ? Future.succeededFuture(idle)
          : verified(from, () -> Future.succeededFuture(idle));
    }

    /// Goes on when the chain still has the tip, else reorganises.
    private Future<CycleOutcome> verified(Tip from, Supplier<Future<CycleOutcome>> goOn) {
      lookedAt = parts.nanoTime().getAsLong();
      return client
          .look(from.height().orElseThrow())
          .compose(
              seen ->
                  from.block().equals(Optional.of(seen.ref()))
                      ? goOn.get()
                      : reorganise(from, seen.source()));
    }

    private Future<CycleOutcome> reorganise(Tip from, Endpoint suspect) {
      return reorgs
          .walk(from, tipSource, suspect)
          .compose(
              found -> {
                if (found.isEmpty()) { // the other endpoints come next
                  return Future.succeededFuture(outcome(from, Next.NO_HASTE));
                }
                log.reorganised(found.get().depth(), from, suspect);
                return append(from, found.get().steps())
                    .map(
                        moved -> {
                          tipSource = suspect;
                          metrics.reorganised(found.get().depth());
                          return outcome(moved, Next.GO_ON);
                        });
              });
    }

    private Future<Tip> append(Tip from, List<LogStep> steps) {
      return appender
          .append(holding, from, steps)
          .onSuccess(
              moved -> {
                lookedAt = parts.nanoTime().getAsLong();
                long blocks = steps.stream().filter(step -> step instanceof LogStep.Block).count();
                metrics.appended(blocks, lookedAt - headAt);
                log.appended(from, moved, behind(moved));
              });
    }

    private CycleOutcome outcome(Tip at, Next next) {
      long behind = behind(at);
      metrics.behind(behind);
      return new CycleOutcome(head.height(), policy.confirmedHead(head.height()), behind, next);
    }

    private long behind(Tip at) {
      return Math.max(
          0, head.height() - policy.confirmations() - at.nextHeight().orElseThrow() + 1);
    }
  }
}
