package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ozmonitor.core.alert.Awaited;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.postgres.SqlState;
import org.ozmonitor.server.work.Replays.Replay;

/// The transactions of lanes aside. What is stored stands as if the tenants' own lanes had stored
/// it
/// at that entry: their rows are locked, so no orphan passes meanwhile. Where something is to be
/// confirmed or told of later they begin anew and see it: now and then, and when the replay ends;
/// for each entry it would keep them from getting on. Thread-safe.
final class ReplayCommits {
  private final LaneCommits commits;
  private final EvaluationErrors errors;
  private final AsideLanes lanes = new AsideLanes();
  private final Replays replays = new Replays();

  ReplayCommits(LaneCommits commits, EvaluationErrors errors) {
    this.commits = commits;
    this.errors = errors;
  }

  /// What a walk needs to begin.
  ///
  /// @param faulty entries at which something of these tenants could not be evaluated before
  record Begun(Replay replay, Set<Long> faulty) {}

  /// What an entry came to that was not there before.
  ///
  /// @param isAwaited whether the tenants' own lanes have to confirm or to tell of something
  record Added(
      int matches, int deliveries, List<EvaluationErrors.Entry> failures, boolean isAwaited) {
    static final Added NOTHING = new Added(0, 0, List.of(), false);
  }

  Future<Begun> begin(SqlClient client, Lane lane) {
    return replays
        .find(client, lane.id())
        .compose(
            found ->
                found
                    .map(
                        replay ->
                            errors
                                .seqs(
                                    client,
                                    lane.network(),
                                    lane.tenants(),
                                    replay.firstSeq(),
                                    replay.lastSeq())
                                .map(seqs -> new Begun(replay, seqs)))
                    .orElseGet(
                        () ->
                            Future.failedFuture(
                                new LaneLostException(lane.id(), lane.seq(), lane.epoch()))));
  }

  /// Stores what is missing of a block.
  ///
  /// @param index that evaluated it
  Future<Added> entry(
      LaneCommits.Step step,
      Replay replay,
      EntryStore.At at,
      Evaluated evaluated,
      LaneIndex index,
      Orphans orphans) {
    Evaluated wanted =
        at.entry().blockTime() < replay.silentBefore() ? evaluated.silent() : evaluated;
    Function<Evaluated, Future<Added>> commit =
        all -> commits.inStep(step, connection -> add(connection, replay, at, all, index, orphans));
    return commit
        .apply(wanted)
        .recover(
            cause ->
                SqlState.isDataError(cause)
                    ? commits.withoutCulprits(at, wanted).compose(commit)
                    : Future.failedFuture(cause))
        .onSuccess(added -> commits.hint(added.deliveries()));
  }

  private Future<Added> add(
      SqlConnection connection,
      Replay replay,
      EntryStore.At at,
      Evaluated evaluated,
      LaneIndex index,
      Orphans orphans) {
    Set<TenantId> tenants =
        evaluated.rows().stream().map(MatchRow::tenant).collect(Collectors.toUnmodifiableSet());
    return lanes
        .hold(connection, at.network(), tenants)
        .compose(held -> orphans.readOn(connection).map(held))
        .compose(
            held -> {
              if (orphans.isOrphaned(at.entry())) {
                return Future.succeededFuture(Added.NOTHING);
              }
              return held.equals(tenants)
                  ? forgive(connection, at, evaluated, index)
                      .compose(_ -> save(connection, replay, at, evaluated))
                  : Future.failedFuture(
                      new IllegalStateException("a tenant has no lane at this moment"));
            });
  }

  private Future<Added> save(
      SqlConnection connection, Replay replay, EntryStore.At at, Evaluated evaluated) {
    return commits
        .store()
        .save(connection, at, evaluated, 0)
        .compose(
            saved -> {
              boolean isAwaited =
                  evaluated.rows().stream().anyMatch(row -> !row.awaited().equals(Awaited.NOTHING));
              var added =
                  new Added(
                      saved.changed(),
                      saved.due(),
                      saved.failures(),
                      saved.changed() > 0 && (isAwaited || saved.isOver()));
              return replays
                  .count(
                      connection,
                      replay.id(),
                      added.matches(),
                      added.deliveries(),
                      added.failures().size())
                  .map(added);
            });
  }

  /// What could not be evaluated before, and was now, is no error any more.
  private Future<Void> forgive(
      SqlConnection connection, EntryStore.At at, Evaluated evaluated, LaneIndex index) {
    Set<UUID> failed =
        evaluated.failures().stream()
            .map(EvaluationErrors.Entry::monitor)
            .collect(Collectors.toSet());
    return errors
        .at(connection, at.network(), index.selection().tenants(), at.entry().seq())
        .compose(
            recorded ->
                errors.forgive(
                    connection,
                    at.network(),
                    at.entry().seq(),
                    index.evaluated(recorded).stream()
                        .filter(it -> !failed.contains(it.monitor()))
                        .toList()));
  }

  /// Lets the tenants' own lanes see what was added so far.
  Future<Void> restartOwn(UUID lane) {
    return commits.inTransaction(connection -> lanes.restart(connection, lane));
  }

  /// Ends a replay and removes its lane; the tenants' own lanes see what was added.
  Future<Void> finish(UUID lane) {
    return commits.inTransaction(
        connection ->
            lanes
                .remove(connection, lane)
                .compose(_ -> replays.finish(connection, lane, Replays.Outcome.DONE))
                .mapEmpty());
  }
}
