package org.ozmonitor.server.balance;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.balance.Assignment;
import org.ozmonitor.core.balance.LaneChange;
import org.ozmonitor.core.balance.LanePlanner;
import org.ozmonitor.core.balance.LaneState;
import org.ozmonitor.core.balance.LiveWorker;
import org.ozmonitor.core.balance.PlacementPlan;
import org.ozmonitor.core.balance.PlacementPlanner;
import org.ozmonitor.core.balance.Sightings;
import org.ozmonitor.core.balance.Situation;
import org.ozmonitor.core.balance.WorkerSighting;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.async.OffLoop;
import org.ozmonitor.server.cluster.Lease;
import org.ozmonitor.server.work.Lane;

/// One node's view of workers, tenants and lanes, and the leader's cycle that puts them right:
/// tenants get their workers, then lanes follow. Each cycle plans from what is stored, so one that
/// was cut short is taken up by the next, whoever leads.
///
/// Workers are watched without leading, too: who takes over from a leader that died with its
/// workers
/// must not begin to wait for them only then. Confined to its verticle's context; one cycle at a
/// time.
final class LoadBalancer {
  /// Three looks that came to nothing: whatever kept this node from reading kept others from
  /// writing.
  private static final Duration BLIND_AFTER = Duration.ofSeconds(3);

  private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

  /// With which nothing can be written: epochs begin with 1.
  private static final Lease NOBODYS = new Lease(BalanceModule.LEASE, "", 0);

  private final Vertx vertx;
  private final BalanceParts parts;
  private final BalanceSettings settings;
  private final LongSupplier nanoTime;
  private final PlanWriter plans;
  private final LaneWriter laneWriter;

  private Sightings sightings = Sightings.NONE;
  private Configuration configuration = Configuration.empty();
  private @Nullable Term term;

  /// @param nanoTime monotonic
  LoadBalancer(Vertx vertx, BalanceParts parts, BalanceSettings settings, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.parts = parts;
    this.settings = settings;
    this.nanoTime = nanoTime;
    var leadership = new Leadership(parts.database(), parts.leases());
    this.plans = new PlanWriter(leadership, parts.assignments(), parts.requests());
    this.laneWriter =
        new LaneWriter(leadership, parts.lanes(), parts.configurations(), parts.positions());
  }

  /// What one cycle did. Immutable.
  ///
  /// @param version of the configuration it planned with
  /// @param changes of lanes
  record Cycle(long version, int changes) {}

  /// What a cycle plans from. Immutable.
  private record View(
      BalanceRequests.Open open, List<Lane> lanes, Demands demands, Situation situation) {}

  /// Looks at workers.
  Future<Void> watch() {
    return parts
        .workers()
        .list()
        .map(
            rows -> {
              sightings =
                  sightings.observe(rows, nanoTime.getAsLong(), BLIND_AFTER, settings.timeToLive());
              return null;
            });
  }

  /// Looks at workers, configuration, requests and lanes, and writes what must change.
  Future<Cycle> runCycle(Lease lease) {
    Term mine = termOf(lease);
    return look(mine)
        .compose(view -> assign(mine, view).compose(_ -> moveLanes(mine, view)))
        .compose(done -> forgetWorkers().map(done))
        .onFailure(_ -> mine.forget());
  }

  /// Reads and plans what a leader does in its first cycle, and writes nothing. What a process does
  /// for the first time takes it half a second, for which others would wait once it leads.
  Future<Void> rehearse() {
    var scratch = new Term(NOBODYS, nanoTime.getAsLong());
    return look(scratch)
        .compose(
            view ->
                planned(view.situation())
                    .map(
                        _ -> {
                          var _ = laneChanges(scratch, view);
                          configuration = Configuration.empty(); // else kept while others lead
                          return null;
                        }));
  }

  private Future<View> look(Term mine) {
    var reader = parts.database().reader();
    return watch()
        .compose(_ -> readConfiguration())
        .compose(_ -> readAssignments(mine))
        .compose(_ -> parts.requests().open(reader))
        .compose(
            open ->
                parts
                    .lanes()
                    .list(reader, mine.lanes())
                    .compose(
                        lanes -> {
                          mine.readLanes(lanes);
                          return parts
                              .recentMatches()
                              .lastHour()
                              .map(matches -> view(mine, open, lanes, matches));
                        }));
  }

  /// Ids of pods come and go. Who has been silent for so long has neither tenants nor lanes.
  private Future<Void> forgetWorkers() {
    Future<Void> forgotten = Future.succeededFuture();
    for (WorkerSighting gone : sightings.quiet(nanoTime.getAsLong(), FORGOTTEN_AFTER)) {
      forgotten = forgotten.compose(_ -> parts.workers().forget(gone));
    }
    return forgotten;
  }

  private Term termOf(Lease lease) {
    Term mine = term;
    if (mine == null || !mine.lease().equals(lease)) {
      mine = new Term(lease, nanoTime.getAsLong());
      term = mine;
    }
    return mine;
  }

  private Future<Void> readConfiguration() {
    var reader = parts.database().reader();
    return parts
        .configurations()
        .head(reader)
        .compose(
            head ->
                head == configuration.version()
                    ? Future.succeededFuture(configuration)
                    : parts.configurations().advance(reader, configuration, head))
        .map(
            read -> {
              configuration = read;
              return null;
            });
  }

  private Future<Void> readAssignments(Term mine) {
    return mine.assignments() != null
        ? Future.succeededFuture()
        : parts
            .assignments()
            .load(parts.database().reader())
            .map(
                found -> {
                  mine.read(found);
                  return null;
                });
  }

  private View view(
      Term mine, BalanceRequests.Open open, List<Lane> lanes, Map<TenantId, Long> matches) {
    Demands demands = mine.demands(configuration, lanes, matches, settings.rules());
    return new View(open, lanes, demands, situation(mine, demands, open, lanes));
  }

  private Situation situation(
      Term mine, Demands demands, BalanceRequests.Open open, List<Lane> lanes) {
    long now = nanoTime.getAsLong();
    Map<TenantId, Assignment> assignments = Objects.requireNonNull(mine.assignments());
    List<LiveWorker> workers = livingWorkers();
    boolean isTime = mine.sinceEvened(now) >= settings.rebalanceInterval().toNanos();
    return new Situation(
        settings.rules(),
        workers,
        sightings.stopped(),
        demands.tenants(),
        assignments,
        walkedBy(assignments, lanes),
        open.moves(),
        !open.rebalances().isEmpty()
            ? Situation.Evening.FULLY
            : isTime ? Situation.Evening.IF_UNEVEN : Situation.Evening.NOT_NOW);
  }

  /// As of the last look: what is done between, such as loading a large configuration, may take
  /// longer than a worker may be silent, and nobody has listened meanwhile.
  private List<LiveWorker> livingWorkers() {
    return sightings.workers(sightings.observedNanos(), settings.timeToLive());
  }

  /// Of tenants that were given out before there were assignments.
  private static Map<TenantId, String> walkedBy(
      Map<TenantId, Assignment> assignments, List<Lane> lanes) {
    Map<TenantId, String> walkedBy = new HashMap<>();
    for (Lane lane : lanes) {
      if (lane.worker().isPresent() && !lane.kind().isAside()) {
        lane.tenants().stream()
            .filter(tenant -> !assignments.containsKey(tenant))
            .forEach(tenant -> walkedBy.putIfAbsent(tenant, lane.worker().get()));
      }
    }
    return walkedBy;
  }

  private Future<Void> assign(Term mine, View view) {
    Situation situation = view.situation();
    if (mine.isSettled(situation)) {
      return Future.succeededFuture();
    }
    return planned(situation)
        .compose(
            plan ->
                plans
                    .write(mine.lease(), plan, view.open().rebalances())
                    .map(
                        _ -> {
                          mine.written(plan, nanoTime.getAsLong());
                          if (plan.isNothing()) {
                            mine.settle(situation);
                          }
                          parts.report().planned(configuration, situation, plan);
                          return null;
                        }));
  }

  private Future<PlacementPlan> planned(Situation situation) {
    return OffLoop.call(vertx.getOrCreateContext(), () -> PlacementPlanner.plan(situation));
  }

  private Future<Cycle> moveLanes(Term mine, View view) {
    Set<String> working = working();
    var done = new Cycle(configuration.version(), 0);
    if (mine.areLanesSettled(view.demands(), working)) {
      return Future.succeededFuture(done);
    }
    List<LaneChange> changes = laneChanges(mine, view);
    if (changes.isEmpty()) {
      mine.settleLanes(view.demands(), working);
      return Future.succeededFuture(done);
    }
    return laneWriter
        .write(mine.lease(), configuration, view.lanes(), changes)
        .map(
            _ -> {
              changes.forEach(parts.report()::changed);
              return new Cycle(configuration.version(), changes.size());
            });
  }

  private List<LaneChange> laneChanges(Term mine, View view) {
    return LanePlanner.plan(
        Objects.requireNonNull(mine.assignments()),
        working(),
        view.demands().byNetwork(),
        states(view.lanes()));
  }

  private Set<String> working() {
    return livingWorkers().stream()
        .filter(LiveWorker::accepting)
        .map(LiveWorker::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static List<LaneState> states(List<Lane> lanes) {
    return lanes.stream()
        .map(
            lane ->
                new LaneState(
                    lane.id(), lane.network(), lane.kind(), lane.worker(), lane.tenants()))
        .toList();
  }
}
