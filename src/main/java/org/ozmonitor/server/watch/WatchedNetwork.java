package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.server.block.BlockLog;
import org.ozmonitor.server.cluster.Lease;
import org.ozmonitor.server.cluster.LeaseKeeper;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.rpc.ChainClient;
import org.ozmonitor.server.rpc.HeadSubscription;

/// One network on this node: competes for its lease and runs the watcher's cycles while it holds
/// it, one after another, with steps of recovery between them. Confined to the verticle's context.
final class WatchedNetwork implements LeaseKeeper.Holder {
  private static final long FIRST_BACKOFF_MS = 100;
  private static final long LONGEST_BACKOFF_MS = 5_000;

  /// A walk that ends nowhere asks for hundreds of blocks.
  private static final long LONGEST_TOO_DEEP_MS = 60_000;

  private static final long LONGEST_STOP_MS = 250;

  private static final int HINTS_PER_BLOCK = 10;
  private static final long SHORTEST_HINT_MS = 10;
  private static final long LONGEST_HINT_MS = 500;

  /// Before other endpoints are asked for what follows the tip.
  private static final long LONGEST_NO_HASTE_MS = 3_000;

  /// While lanes read what is stored for them.
  private static final long LANES_PAUSE_MS = 10;

  private final WatchParts parts;
  private final WatchSettings settings;
  private final NetworkId network;
  private final WatchLog log;
  private final WatchMetrics.OfNetwork metrics;
  private final LeaseKeeper keeper;

  private Network definition;
  private PollSchedule polls;
  private boolean stopping;
  private boolean running;
  private int failures;
  private long timer = -1;
  private Future<Void> cycle = Future.succeededFuture();
  private @Nullable Lease lease;
  private @Nullable BlockWatcher watcher;
  private Future<Topics.Subscription> offered = Future.succeededFuture(Future::succeededFuture);
  private HeadSubscription heads = () -> {};
  private OptionalLong confirmed = OptionalLong.empty();
  private boolean hinted;
  private long lookedAt;
  private long dueAt;

  WatchedNetwork(
      WatchParts parts,
      WatchSettings settings,
      NetworkId network,
      Network definition,
      WatchMetrics metrics) {
    this.parts = parts;
    this.settings = settings;
    this.network = network;
    this.definition = definition;
    this.polls = new PollSchedule(definition, parts.clock(), parts.nanoTime());
    this.log = new WatchLog(definition.slug());
    this.metrics = metrics.network(definition.slug());
    this.keeper =
        new LeaseKeeper(
            parts.vertx(),
            parts.leases(),
            BlockLog.leaseName(network),
            parts.node(),
            parts.leaseTimes(),
            parts.nanoTime(),
            this);
  }

  void start() {
    keeper.start();
  }

  Network definition() {
    return definition;
  }

  /// Watches by a changed document from the next cycle on, which comes at once.
  void redefine(Network changed) {
    definition = changed;
    watcher = null;
    polls = new PollSchedule(changed, parts.clock(), parts.nanoTime());
    if (!running) {
      schedule(0);
    }
  }

  /// Gives the lease back at once: others must not wait for a cycle that waits for its endpoint.
  /// What the cycle in hand finds is not appended any more, unless that has begun.
  Future<Void> stop() {
    stopping = true;
    parts.vertx().cancelTimer(timer);
    Future<Void> ended =
        cycle.timeout(LONGEST_STOP_MS, TimeUnit.MILLISECONDS).<Void>mapEmpty().otherwiseEmpty();
    return keeper.stop().eventually(() -> ended);
  }

  /// Says in the log that nobody watches from here on, where this node is the one that watches,
  /// then stops.
  Future<Void> end() {
    stopping = true;
    parts.vertx().cancelTimer(timer);
    return cycle
        .compose(
            _ -> {
              Lease held = lease;
              return held == null ? Future.succeededFuture() : currentWatcher().end(holding(held));
            })
        .onFailure(log::endNotNoted)
        .otherwiseEmpty()
        .compose(_ -> stop());
  }

  @Override
  public void acquired(Lease won) {
    lease = won;
    watcher = null;
    failures = 0;
    log.watchingBegins(won);
    metrics.owned(won.epoch());
    offered = parts.blockStore().serve(network).onFailure(log::serveFailed);
    schedule(0);
  }

  @Override
  public OptionalLong head() {
    return confirmed;
  }

  @Override
  public void lost(Lease had) {
    lease = null;
    confirmed = OptionalLong.empty();
    parts.vertx().cancelTimer(timer);
    metrics.lost();
    log.watchingEnds(had);
    offered.compose(Topics.Subscription::close).onFailure(log::serveFailed);
    heads.close();
    heads = () -> {};
  }

  /// An endpoint told of a head: a reason to look, and no more than that.
  private void onHead(long head) {
    hinted = true;
    if (!running && failures == 0) {
      long plannedMs = TimeUnit.NANOSECONDS.toMillis(dueAt - parts.nanoTime().getAsLong());
      schedule(Math.min(Math.max(0, plannedMs), hintPauseMs()));
    }
  }

  /// However often endpoints tell of heads, there are not more than so many looks.
  private long hintPauseMs() {
    long spacing =
        Math.clamp(definition.blockTimeMs() / HINTS_PER_BLOCK, SHORTEST_HINT_MS, LONGEST_HINT_MS);
    long since = TimeUnit.NANOSECONDS.toMillis(parts.nanoTime().getAsLong() - lookedAt);
    return Math.max(0, spacing - since);
  }

  private Holding holding(Lease under) {
    return new Holding(under, () -> keeper.current().filter(under::equals).isPresent());
  }

  private void runCycle() {
    Lease held = lease;
    if (held == null || stopping || running) {
      return;
    }
    running = true;
    hinted = false;
    lookedAt = parts.nanoTime().getAsLong();
    cycle =
        Future.succeededFuture(held)
            .compose(under -> runCycle(currentWatcher(), holding(under)))
            .otherwise(this::backOff)
            .map(
                pauseMs -> {
                  running = false;
                  schedule(hinted && failures == 0 ? Math.min(pauseMs, hintPauseMs()) : pauseMs);
                  return null;
                });
  }

  /// One cycle, and a step of recovery where one is due and nothing is behind.
  ///
  /// @return milliseconds until the next one
  private Future<Long> runCycle(BlockWatcher current, Holding holding) {
    return current
        .runCycle(holding)
        .compose(
            outcome -> {
              failures = 0;
              polls.saw(outcome.head());
              confirmed = OptionalLong.of(outcome.confirmed());
              long pauseMs = pauseAfter(outcome);
              if (!outcome.isAtRest()) {
                return Future.succeededFuture(pauseMs);
              }
              Recovery recovery = current.recovery();
              Future<Void> recovered =
                  nextStepMs(recovery) == 0
                      ? recovery.step(holding, outcome.confirmed())
                      : Future.succeededFuture();
              return recovered.map(_ -> Math.min(pauseMs, nextStepMs(recovery)));
            });
  }

  private static long nextStepMs(Recovery recovery) {
    return Math.min(recovery.dueInMs(), recovery.lookInMs());
  }

  private BlockWatcher currentWatcher() {
    BlockWatcher current = watcher;
    if (current == null) {
      ChainClient client = parts.clients().client(network, definition);
      heads.close();
      heads = client.heads(this::onHead);
      current = new BlockWatcher(parts, settings, network, definition, client, log, metrics);
      watcher = current;
    }
    return current;
  }

  private void schedule(long pauseMs) {
    parts.vertx().cancelTimer(timer);
    if (lease != null && !stopping) {
      dueAt = parts.nanoTime().getAsLong() + TimeUnit.MILLISECONDS.toNanos(pauseMs);
      timer = parts.vertx().setTimer(Math.max(1, pauseMs), _ -> runCycle());
    }
  }

  private long pauseAfter(CycleOutcome outcome) {
    return switch (outcome.next()) {
      case WAIT_FOR_LANES -> LANES_PAUSE_MS;
      case GO_ON -> outcome.behind() > 0 ? 0 : polls.pauseMs();
      case NO_HASTE -> Math.min(polls.pauseMs(), LONGEST_NO_HASTE_MS);
    };
  }

  private long backOff(Throwable cause) {
    if (stopping) {
      return 0;
    }
    failures++;
    long longest =
        cause instanceof ReorgTooDeepException ? LONGEST_TOO_DEEP_MS : LONGEST_BACKOFF_MS;
    long pause = Math.min(longest, FIRST_BACKOFF_MS << Math.min(failures - 1, 10));
    log.cycleFailed(failures, pause, cause);
    return pause;
  }
}
