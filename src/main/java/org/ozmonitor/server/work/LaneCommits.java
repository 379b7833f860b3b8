package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.block.LogEntry;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.notification.Deliveries;
import org.ozmonitor.server.notification.FreshDeliveries;
import org.ozmonitor.server.notification.HeldDeliveries;
import org.ozmonitor.server.notification.NotificationTopics;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.postgres.SqlState;

/// The transactions of lanes: progress, matches and deliveries together or not at all. Each first
/// moves the lane by compare-and-set and fails with {@link LaneLostException} when that moves no
/// row. Thread-safe.
final class LaneCommits {
  /// Above the limit that the server sets to transactions; what is later found committed loses the
  /// lane and is read again.
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final Database database;
  private final Lanes lanes;
  private final EntryStore store;
  private final Confirming confirming;
  private final Retracting retracting;
  private final FreshDeliveries fresh;
  private final Topics topics;

  LaneCommits(
      Database database,
      Lanes lanes,
      Matches matches,
      EvaluationErrors errors,
      Deliveries deliveries,
      FreshDeliveries fresh,
      Topics topics,
      String node) {
    this.database = database;
    this.lanes = lanes;
    this.fresh = fresh;
    this.topics = topics;
    var held = new HeldDeliveries();
    this.store = new EntryStore(matches, errors, deliveries, held, node);
    this.confirming = new Confirming(held, deliveries, node);
    this.retracting = new Retracting(matches, deliveries, new Releasing(held, deliveries, node));
  }

  /// One step of a lane. Immutable.
  record Step(UUID lane, NetworkId network, long from, long to, long epoch) {}

  /// What storing an entry did. Immutable.
  ///
  /// @param confirmed earlier matches
  record Stored(
      int changedMatches, List<EvaluationErrors.Entry> failures, Confirming.Confirmed confirmed) {}

  private record Done(EntryStore.Saved saved, Confirming.Confirmed confirmed) {}

  /// Covers entries that have nothing to store.
  Future<Void> pass(Step step) {
    return transaction(connection -> move(connection, step));
  }

  /// Stores what an entry came to: the matches of a block, and what the entry confirms. Deliveries
  /// for which there are free slots are committed already claimed and leave at once. When the data
  /// is at fault, the monitor at fault is found, recorded and left out.
  ///
  /// @param valid the configuration at the entry
  /// @param awaiting what the lane's matches wait for until here
  Future<Stored> entry(
      Step step,
      Lane lane,
      LogEntry entry,
      Configuration valid,
      Evaluated evaluated,
      Awaiting awaiting) {
    int reserved = fresh.reserve(evaluated.maxDeliveries());
    var at = new EntryStore.At(step.network(), entry, valid);
    Function<Evaluated, Future<Done>> commit =
        all ->
            transaction(
                connection ->
                    move(connection, step)
                        .compose(_ -> store.save(connection, at, all, reserved))
                        .compose(
                            saved ->
                                confirm(
                                        connection,
                                        lane,
                                        entry,
                                        awaiting,
                                        saved.after(awaiting, entry, all))
                                    .map(confirmed -> new Done(saved, confirmed))));
    return commit
        .apply(evaluated)
        .recover(
            cause ->
                SqlState.isDataError(cause)
                    ? withoutCulprits(at, evaluated).compose(commit)
                    : Future.failedFuture(cause))
        .onFailure(_ -> fresh.release(reserved))
        .map(done -> handOn(done, reserved));
  }

  private Stored handOn(Done done, int reserved) {
    EntryStore.Saved saved = done.saved();
    Confirming.Confirmed confirmed = done.confirmed();
    fresh.release(reserved - saved.claimed().size());
    fresh.handOn(saved.claimed());
    hint(saved.due() + confirmed.due());
    if (saved.toScreen() > 0) {
      topics.publish(ScreeningsDue.TOPIC, new ScreeningsDue(saved.toScreen()));
    }
    return new Stored(saved.changed(), saved.failures(), confirmed);
  }

  private Future<Confirming.Confirmed> confirm(
      SqlConnection connection, Lane lane, LogEntry entry, Awaiting awaiting, Awaiting next) {
    return awaiting.isReachedBy(entry)
        ? confirming.run(connection, lane, entry)
        : Future.succeededFuture(Confirming.Confirmed.nothing(next));
  }

  /// Confirms more of what an entry reaches, in a transaction of its own, where it was too much
  /// for the one that moved the lane there. What is left when this node dies is confirmed by a
  /// later entry.
  Future<Confirming.Confirmed> confirmMore(Step step, Lane lane, LogEntry entry) {
    var stay = new Step(step.lane(), step.network(), step.to(), step.to(), step.epoch());
    return transaction(
            connection ->
                move(connection, stay).compose(_ -> confirming.run(connection, lane, entry)))
        .onSuccess(confirmed -> hint(confirmed.due()));
  }

  /// The driver rolls back with the first failed statement, so there are no savepoints: culprits
  /// are found by trials that are rolled back, then all the rest is committed.
  Future<Evaluated> withoutCulprits(EntryStore.At at, Evaluated evaluated) {
    return new Culprits(all -> trial(at, all)).among(evaluated.byMonitor()).map(evaluated::without);
  }

  /// The tenants whose matches keep an entry from being stored; empty when it is nobody's fault.
  Future<Map<TenantId, Throwable>> atFault(
      NetworkId network, LogEntry entry, Configuration valid, Evaluated evaluated) {
    var at = new EntryStore.At(network, entry, valid);
    return new TenantsAtFault(all -> trial(at, all)).among(evaluated.byTenant());
  }

  /// Stores and rolls back; succeeds when storing would.
  private Future<Void> trial(EntryStore.At at, Evaluated evaluated) {
    return this.<Void>transaction(
            connection ->
                store
                    .save(connection, at, evaluated, 0)
                    .compose(_ -> Future.failedFuture(new TrialEnded())))
        .recover(
            cause ->
                cause instanceof TrialEnded
                    ? Future.succeededFuture()
                    : Future.failedFuture(cause));
  }

  private static final class TrialEnded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TrialEnded() {
      super("trial ended", null, false, false);
    }
  }

  /// Tells whoever delivers that something is due.
  void hint(int due) {
    if (due > 0) {
      topics.publish(NotificationTopics.DELIVERIES_DUE, due);
    }
  }

  /// Retracts the matches of an orphaned block.
  ///
  /// @return the number of matches retracted
  Future<Integer> orphan(Step step, Lane lane, LogEntry orphan, Configuration valid) {
    return transaction(
            connection ->
                move(connection, step)
                    .compose(_ -> retracting.run(connection, lane, orphan, valid)))
        .map(
            retracted -> {
              hint(retracted.due());
              return retracted.matches();
            });
  }

  EntryStore store() {
    return store;
  }

  /// Runs `work` in the transaction that moves a lane.
  <T> Future<T> inStep(Step step, Function<SqlConnection, Future<T>> work) {
    return transaction(connection -> move(connection, step).compose(_ -> work.apply(connection)));
  }

  /// Runs `work` in a transaction that is bounded in time.
  <T> Future<T> inTransaction(Function<SqlConnection, Future<T>> work) {
    return transaction(work);
  }

  private Future<Void> move(SqlConnection connection, Step step) {
    return lanes
        .move(connection, step.lane(), step.from(), step.to(), step.epoch())
        .compose(
            moved ->
                moved
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new LaneLostException(step.lane(), step.from(), step.epoch())));
  }

  private <T> Future<T> transaction(Function<SqlConnection, Future<T>> work) {
    return database.inTransaction(work).timeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }
}
