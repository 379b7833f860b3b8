package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Writes completions in batches, one batch at a time. Confined to one context.
///
/// A batch that cannot be written is tried again until its claims have ended; then somebody else
/// repeats those deliveries under the same id. Bounded by the slots, which are held until here.
final class Completions {
  private static final int MAX_BATCH = 256;
  private static final long GATHER_MILLIS = 5;
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(50);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);

  /// For a server that does not answer at all; a repeated write changes nothing.
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final Vertx vertx;
  private final SqlClient client;
  private final Deliveries deliveries;
  private final LongSupplier nanoTime;
  private final Consumer<Settled> settled;
  private final NotificationLog log;
  private final Deque<Completion> pending = new ArrayDeque<>();
  private Future<Void> writing = Future.succeededFuture();
  private boolean busy;
  private boolean gathering;

  /// A batch that is done with, written or not.
  ///
  /// @param due deliveries that became due with it: retractions, and those whose turn it is
  record Settled(List<Completion> batch, int due) {}

  Completions(
      Vertx vertx,
      SqlClient client,
      Deliveries deliveries,
      LongSupplier nanoTime,
      Consumer<Settled> settled,
      NotificationLog log) {
    this.vertx = vertx;
    this.client = client;
    this.deliveries = deliveries;
    this.nanoTime = nanoTime;
    this.settled = settled;
    this.log = log;
  }

  void add(Completion completion) {
    pending.addLast(completion);
    if (pending.size() >= MAX_BATCH) {
      write();
    } else if (!gathering) {
      gathering = true;
      vertx.setTimer(
          GATHER_MILLIS,
          _ -> {
            gathering = false;
            write();
          });
    }
  }

  /// Succeeds when all that was added has been written or dropped.
  Future<Void> drained() {
    write();
    return pending.isEmpty() && !busy ? Future.succeededFuture() : writing.compose(_ -> drained());
  }

  private void write() {
    if (busy || pending.isEmpty()) {
      return;
    }
    busy = true;
    List<Completion> batch = new ArrayList<>(Math.min(MAX_BATCH, pending.size()));
    while (batch.size() < MAX_BATCH && !pending.isEmpty()) {
      batch.add(pending.removeFirst());
    }
    writing =
        attempt(batch, FIRST_BACKOFF)
            .map(
                due -> {
                  busy = false;
                  settled.accept(new Settled(batch, due));
                  write();
                  return null;
                });
  }

  private Future<Integer> attempt(List<Completion> batch, Duration backoff) {
    return deliveries
        .finish(client, batch)
        .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .map(Deliveries.Written::due)
        .recover(cause -> again(batch, backoff, cause));
  }

  private Future<Integer> again(List<Completion> batch, Duration backoff, Throwable cause) {
    log.completionsNotWritten(batch.size(), cause);
    long now = nanoTime.getAsLong();
    List<Completion> alive = batch.stream().filter(c -> !c.claim().isExpired(now)).toList();
    if (alive.size() < batch.size()) {
      log.completionsDropped(batch.size() - alive.size());
    }
    if (alive.isEmpty()) {
      return Future.succeededFuture(0);
    }
    Duration doubled = backoff.multipliedBy(2);
    Duration next = doubled.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : doubled;
    // A missing partition is the one cause that we can mend; trying costs nothing in other cases.
    return vertx
        .timer(backoff.toMillis(), TimeUnit.MILLISECONDS)
        .compose(_ -> deliveries.ensurePartitions(client).onFailure(log::partitionsNotMade))
        .transform(_ -> attempt(alive, next));
  }
}
