package org.ozmonitor.server.work;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.server.block.LogEntry;
import org.ozmonitor.server.work.Replays.Replay;

/// The walk of a lane aside: evaluates blocks once more that its tenants' own lanes have passed,
/// and
/// adds what is missing. Blocks that the log has orphaned since are left alone, and so are entries
/// of other kinds: what they caused, the tenants' own lanes have done. Confined to the lane's
/// context; one batch at a time.
final class ReplayWalk implements Walk {
  /// How long the tenants' own lanes walk on before they begin anew to see what was added.
  private static final Duration RESTART_AFTER = Duration.ofSeconds(10);

  private final LaneServices services;
  private final Lane lane;
  private final LaneConfiguration configuration;
  private final Orphans orphans;
  private final LaneProgress progress;
  private final BlockEvaluator evaluator;
  private @Nullable Begun begun;
  private boolean finished;
  private boolean unseen;
  private long restartedAt;

  /// @param faulty entries at which something could not be evaluated before
  private record Begun(Replay replay, Set<Long> faulty) {}

  /// @param configuration of this lane
  ReplayWalk(LaneServices services, Lane lane, LaneConfiguration configuration) {
    this.services = services;
    this.lane = lane;
    this.configuration = configuration;
    this.orphans = new Orphans(lane.network(), lane.seq());
    this.progress = new LaneProgress(services, lane);
    this.restartedAt = services.nanoTime().getAsLong();
    this.evaluator =
        new BlockEvaluator(
            services,
            lane,
            block ->
                orphans.readOn(services.database().reader()).map(_ -> orphans.isOrphaned(block)));
  }

  @Override
  public LaneProgress progress() {
    return progress;
  }

  @Override
  public boolean isAtRest() {
    return false;
  }

  @Override
  public boolean isOver() {
    return finished;
  }

  @Override
  public Future<Boolean> walk() {
    return begin()
        .compose(it -> progress.walk((entry, next) -> step(it, entry, next)))
        .compose(more -> progress.isOver() ? finish().map(false) : Future.succeededFuture(more));
  }

  private Future<Begun> begin() {
    Begun known = begun;
    if (known != null) {
      return Future.succeededFuture(known);
    }
    var reader = services.database().reader();
    return orphans
        .readOn(reader)
        .compose(_ -> services.replays().begin(reader, lane))
        .timeout(LaneProgress.READ_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .map(
            it -> {
              var read = new Begun(it.replay(), it.faulty());
              configuration.only(it.replay().monitor());
              begun = read;
              return read;
            });
  }

  private Future<Void> step(Begun what, LogEntry entry, List<LogEntry> next) {
    if (!isWanted(what.replay(), entry)) {
      return pass(entry);
    }
    return configuration
        .at(lane.configVersion().orElse(entry.configVersion()))
        .timeout(LaneProgress.READ_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .compose(valid -> block(what, entry, next, valid));
  }

  private boolean isWanted(Replay replay, LogEntry entry) {
    return entry.kind() == LogEntry.Kind.BLOCK
        && replay.covers(entry.height())
        && !orphans.isOrphaned(entry);
  }

  private Future<Void> block(Begun what, LogEntry entry, List<LogEntry> next, Configuration valid) {
    LaneIndex index = configuration.index();
    var leftOut = new Evaluated(List.of(), configuration.unrecorded());
    if (index.size() == 0 && leftOut.isNothing()) {
      return pass(entry);
    }
    var evaluation = new BlockEvaluation(lane.network(), entry, valid, index);
    List<LogEntry> wanted = next.stream().filter(it -> isWanted(what.replay(), it)).toList();
    return evaluator
        .run(evaluation, wanted)
        .map(result -> Evaluated.together(List.of(leftOut, result)))
        .compose(
            result ->
                result.isNothing() && !what.faulty().contains(entry.seq())
                    ? pass(entry)
                    : commit(
                        what.replay(), new EntryStore.At(lane.network(), entry, valid), result));
  }

  private Future<Void> commit(Replay replay, EntryStore.At at, Evaluated result) {
    String slug = configuration.index().slug();
    return services
        .replays()
        .entry(progress.stepTo(at.entry()), replay, at, result, configuration.index(), orphans)
        .map(
            added -> {
              progress.committedTo(at.entry(), slug);
              configuration.recorded();
              services.metrics().matches(slug, added.matches());
              services.metrics().evaluationErrors(slug, added.failures().size());
              added.failures().forEach(it -> services.log().evaluationFailed(slug, at.entry(), it));
              unseen |= added.isAwaited();
              return added;
            })
        .compose(_ -> restartOwn());
  }

  /// When the replay ends they are restarted in any case.
  private Future<Void> restartOwn() {
    long now = services.nanoTime().getAsLong();
    if (!unseen || now - restartedAt < RESTART_AFTER.toNanos()) {
      return Future.succeededFuture();
    }
    unseen = false;
    restartedAt = now;
    return services.replays().restartOwn(lane.id());
  }

  private Future<Void> finish() {
    return services
        .replays()
        .finish(lane.id())
        .map(
            _ -> {
              finished = true;
              services.log().replayDone(lane);
              return null;
            });
  }

  private Future<Void> pass(LogEntry entry) {
    return progress.pass(entry, configuration.index().slug());
  }
}
