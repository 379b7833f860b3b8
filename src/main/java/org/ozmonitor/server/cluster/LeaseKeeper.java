package org.ozmonitor.server.cluster;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Tries to own one lease for as long as it runs: observes it while another node owns it, takes it
/// when
/// it is free, renews it while it is owned, and says so to its {@link Holder}.
///
/// A lease is free when it was released, or when this observer saw `(epoch, renewals)` unchanged
/// for
/// the TTL on its own monotonic clock. The owner stops by the same clock when it could not renew in
/// time, counted from before the last renewal was sent. Both clocks may run at different speeds by
/// a
/// sixth; where they differ more, the epoch that each transaction checks still keeps the order.
///
/// Confined to the context that calls {@link #start}.
public final class LeaseKeeper {
  /// Told when the lease is won and lost. Called on the keeper's context.
  public interface Holder {
    void acquired(Lease lease);

    void lost(Lease lease);

    /// Of a network: the height up to which its blocks count, told to people with each renewal.
    default OptionalLong head() {
      return OptionalLong.empty();
    }
  }

  /// Above the limits that the server sets to statements. Whatever a statement does that is given
  /// up, the next look finds it.
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(15);

  private record Seen(Leases.Observation observation, long sinceNanos) {}

  private record Held(Lease lease, long renewedNanos) {}

  private final Vertx vertx;
  private final Leases leases;
  private final String name;
  private final String node;
  private final LeaseTimes times;
  private final LongSupplier nanoTime;
  private final Holder holder;
  private final ClusterLog log;

  private @Nullable Context home;
  private boolean stopping;
  private boolean lookAgain;
  private Runnable deaf = () -> {};
  private long timer = -1;
  private long fence = -1;
  private @Nullable Seen seen;
  private @Nullable Held held;
  private @Nullable Future<Void> cycle;

  public LeaseKeeper(
      Vertx vertx,
      Leases leases,
      String name,
      String node,
      LeaseTimes times,
      LongSupplier nanoTime,
      Holder holder) {
    this.vertx = vertx;
    this.leases = leases;
    this.name = name;
    this.node = node;
    this.times = times;
    this.nanoTime = nanoTime;
    this.holder = holder;
    this.log = new ClusterLog();
  }

  /// Begins to observe. Call once, on a Vert.x context.
  public void start() {
    Context here = vertx.getOrCreateContext();
    home = here;
    deaf = leases.hints().onReleased(name, () -> here.runOnContext(_ -> lookNow()));
    runCycle();
  }

  /// Somebody has given the lease back. A look that is under way may have come too early.
  private void lookNow() {
    if (held != null || stopping) {
      return;
    }
    lookAgain = cycle != null && !cycle.isComplete();
    if (!lookAgain) {
      vertx.cancelTimer(timer);
      runCycle();
    }
  }

  /// The lease, while it is ours and was renewed in time.
  public Optional<Lease> current() {
    Held now = held;
    return now == null || isExpired(now) ? Optional.empty() : Optional.of(now.lease());
  }

  /// Stops and gives the lease back; the holder hears {@link Holder#lost} first.
  public Future<Void> stop() {
    stopping = true;
    deaf.run();
    vertx.cancelTimer(timer);
    Future<Void> running = cycle == null ? Future.succeededFuture() : cycle;
    Held had = held;
    drop();
    return running
        .otherwiseEmpty()
        .compose(
            _ -> {
              Held late = held;
              drop();
              Held mine = had == null ? late : had;
              return mine == null
                  ? Future.succeededFuture()
                  : release(mine.lease()).recover(_ -> release(mine.lease()));
            });
  }

  /// A transaction of ours may still hold the row for longer than a statement waits.
  private Future<Void> release(Lease lease) {
    return bounded(leases.release(lease));
  }

  private void runCycle() {
    if (stopping) {
      return;
    }
    cycle =
        (held == null ? observe() : renew(held))
            .onFailure(cause -> log.leaseUnreachable(name, cause))
            .transform(
                (_, failure) -> {
                  cycle = null;
                  scheduleNext(failure != null);
                  return Future.succeededFuture();
                });
  }

  /// A renewal that failed is tried again sooner: there is not much time left.
  private void scheduleNext(boolean failed) {
    if (stopping) {
      return;
    }
    Duration pause = times.renewInterval();
    if (held == null || (failed && pause.compareTo(times.observeInterval()) > 0)) {
      pause = times.observeInterval();
    }
    long wait = lookAgain && held == null ? 1 : Math.max(1, untilBeat(pause));
    lookAgain = false;
    timer = vertx.setTimer(wait, _ -> runCycle());
  }

  /// All keepers of a process look at the same moments, so that their looks go together. The first
  /// pause is shorter for it, and none is longer.
  private long untilBeat(Duration pause) {
    long gone = Math.floorMod(nanoTime.getAsLong(), pause.toNanos());
    return pause.toMillis() - gone / 1_000_000;
  }

  private Future<Void> renew(Held now) {
    long sentAt = nanoTime.getAsLong();
    return bounded(leases.renew(now.lease(), holder.head()))
        .map(
            ours -> {
              if (!ours) {
                drop();
              } else if (held != null) {
                hold(new Held(now.lease(), sentAt));
              }
              return null;
            });
  }

  private Future<Void> observe() {
    long sentAt = nanoTime.getAsLong();
    return bounded(leases.observe(name))
        .compose(
            found ->
                found.isEmpty()
                    ? bounded(leases.create(name, node))
                    : isFree(found.get(), sentAt)
                        ? bounded(leases.take(name, node, found.get()))
                        : Future.succeededFuture(Optional.empty()))
        .map(
            taken -> {
              taken.ifPresent(lease -> acquire(lease, sentAt));
              return null;
            });
  }

  /// A lease under our own id is left over from an earlier process of this node: node ids are
  /// locked
  /// per machine, so it can be taken at once; if that was wrong, the epoch keeps the order.
  ///
  /// The row was read somewhere between question and answer, so the TTL counts from the answer that
  /// showed it first to the question that shows it again.
  private boolean isFree(Leases.Observation now, long askedAt) {
    if (now.owner().isEmpty() || now.owner().get().equals(node)) {
      return true;
    }
    Seen before = seen;
    if (before == null || !now.isUnchangedSince(before.observation())) {
      seen = new Seen(now, nanoTime.getAsLong());
      return false;
    }
    return askedAt - before.sinceNanos() >= times.ttl().toNanos();
  }

  /// Ends on the keeper's context, whoever finds the answer or the end of the time.
  private <T> Future<T> bounded(Future<T> statement) {
    Future<T> ended = statement.timeout(STATEMENT_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    Context here = home;
    if (here == null) {
      return ended;
    }
    Promise<T> told = Promise.promise();
    ended.onComplete((answer, failure) -> here.runOnContext(_ -> told.complete(answer, failure)));
    return told.future();
  }

  private void acquire(Lease lease, long sentAt) {
    if (stopping) {
      held = new Held(lease, sentAt);
      return;
    }
    seen = null;
    hold(new Held(lease, sentAt));
    log.leaseAcquired(lease);
    holder.acquired(lease);
  }

  private void hold(Held now) {
    held = now;
    vertx.cancelTimer(fence);
    long left = times.selfFence().toNanos() - (nanoTime.getAsLong() - now.renewedNanos());
    fence = vertx.setTimer(Math.max(1, left / 1_000_000), _ -> dropIfExpired());
  }

  private void dropIfExpired() {
    Held now = held;
    if (now != null && isExpired(now)) {
      drop();
    }
  }

  private boolean isExpired(Held now) {
    return nanoTime.getAsLong() - now.renewedNanos() >= times.selfFence().toNanos();
  }

  private void drop() {
    Held now = held;
    held = null;
    vertx.cancelTimer(fence);
    if (now != null) {
      log.leaseLost(now.lease());
      holder.lost(now.lease());
    }
  }
}
