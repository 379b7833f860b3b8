package org.ozmonitor.server.work;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.ozmonitor.server.block.LogEntry;

/// How far a walk has come: reads entries in batches and commits positions.
///
/// Entries with nothing to store are covered together at the end of a batch, or after {@link
/// #COVER_AFTER}. A failure leaves the walk where it is: the next batch begins at the same entry.
/// Confined to the lane's context; one batch at a time.
final class LaneProgress {
  /// Entries read at once.
  static final int BATCH = 100;

  /// The longest time that a passed entry stays uncovered while others follow.
  static final Duration COVER_AFTER = Duration.ofSeconds(1);

  /// For rows, compiled indexes and payloads alike; a read that takes longer is a failed one.
  static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

  private final LaneServices services;
  private final Lane lane;

  private long committed;
  private long evaluated;
  private long uncoveredSince;
  private long knownEnd;
  private long limit;
  private boolean stopping;
  private String network = "";

  LaneProgress(LaneServices services, Lane lane) {
    this.services = services;
    this.lane = lane;
    this.committed = lane.seq();
    this.evaluated = lane.seq();
    this.knownEnd = lane.seq();
    this.limit = lane.end().orElse(Long.MAX_VALUE);
  }

  /// The last entry that is committed.
  long committed() {
    return committed;
  }

  /// Ends a running batch after the entry in hand.
  void stop() {
    stopping = true;
  }

  /// Walks no further than this entry, or than the one in hand, until another limit is set.
  void limit(long seq) {
    limit = seq;
  }

  /// As far as the lane goes.
  void unlimited() {
    limit = lane.end().orElse(Long.MAX_VALUE);
  }

  /// Whether the limit is reached and all that is before it is committed.
  boolean isAtLimit() {
    return evaluated >= limit && evaluated == committed;
  }

  /// Whether nothing is left to do, ever.
  boolean isOver() {
    return lane.end().isPresent() && committed >= lane.end().getAsLong();
  }

  /// The log is known to reach at least this far.
  void knowEnd(long seq) {
    knownEnd = Math.max(knownEnd, seq);
    reportLag();
  }

  /// Walks through the next batch. True when there may be more to do at once.
  ///
  /// @param step what is done with an entry; it also gets those that come next
  Future<Boolean> walk(BiFunction<LogEntry, List<LogEntry>, Future<Void>> step) {
    int room = (int) Math.min(BATCH, limit - evaluated);
    if (room <= 0) {
      return cover().map(false);
    }
    return services
        .blockLog()
        .read(services.database().reader(), lane.network(), evaluated, room)
        .timeout(READ_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .compose(entries -> walk(entries, step).map(_ -> entries.size() == room));
  }

  private Future<Void> walk(
      List<LogEntry> entries, BiFunction<LogEntry, List<LogEntry>, Future<Void>> step) {
    if (!entries.isEmpty()) {
      knowEnd(entries.getLast().seq());
    }
    Future<Void> walked = Future.succeededFuture();
    for (int i = 0; i < entries.size(); i++) {
      LogEntry entry = entries.get(i);
      List<LogEntry> next = entries.subList(i + 1, entries.size());
      walked = walked.compose(_ -> mayGoOn() ? step.apply(entry, next) : Future.succeededFuture());
    }
    return walked.recover(this::coverDespite).compose(_ -> cover());
  }

  private boolean mayGoOn() {
    return !stopping && evaluated < limit;
  }

  /// What is done stays done, whatever stopped the walk.
  private Future<Void> coverDespite(Throwable cause) {
    return cause instanceof LaneLostException
        ? Future.failedFuture(cause)
        : cover().compose(_ -> Future.failedFuture(cause));
  }

  /// The step that commits an entry and all that was passed before it.
  LaneCommits.Step stepTo(LogEntry entry) {
    return new LaneCommits.Step(lane.id(), lane.network(), committed, entry.seq(), lane.epoch());
  }

  /// An entry is committed.
  ///
  /// @param slug of the network, for meters
  void committedTo(LogEntry entry, String slug) {
    network = slug;
    evaluated = entry.seq();
    advanceTo(entry.seq());
  }

  /// Nothing is to be stored for an entry.
  ///
  /// @param slug of the network, for meters
  Future<Void> pass(LogEntry entry, String slug) {
    network = slug;
    if (evaluated == committed) {
      uncoveredSince = now();
    }
    evaluated = entry.seq();
    services.log().blockPassed(slug, entry);
    boolean isLate = now() - uncoveredSince >= COVER_AFTER.toNanos();
    return isLate ? cover() : Future.succeededFuture();
  }

  private Future<Void> cover() {
    if (evaluated == committed) {
      return Future.succeededFuture();
    }
    long to = evaluated;
    return services
        .commits()
        .pass(new LaneCommits.Step(lane.id(), lane.network(), committed, to, lane.epoch()))
        .map(
            _ -> {
              advanceTo(to);
              return null;
            });
  }

  private void advanceTo(long seq) {
    committed = seq;
    reportLag();
  }

  private void reportLag() {
    if (!lane.kind().isAside()) {
      services.metrics().lag(network, lane.id(), knownEnd - committed);
    }
  }

  private long now() {
    return services.nanoTime().getAsLong();
  }
}
