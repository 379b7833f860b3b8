package org.ozmonitor.core.balance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.tenant.TenantId;

/// Plans which worker evaluates which tenant: the fewest changes after which each tenant has a live
/// worker and no worker has more than it may.
///
/// Who has a worker keeps it, whatever the strategy would choose today, with six exceptions: the
/// worker is gone, drains or has too many; an operator moves the tenant; it became important; the
/// ring gave it to a worker that came; workers are evened out. What the ring once said is kept as
/// the tenant's home, so that only a worker that came draws tenants, and each draws its part once:
/// a tenant that was moved away from its home for another reason is not drawn back.
///
/// Equal situations give equal plans. Pure.
public final class PlacementPlanner {
  /// Bound on the tenants that one plan moves from workers that could keep them.
  public static final int MAX_MOVES = 500;

  private static final String NOTHING_TO_DO = "the tenant has nothing that a worker could do";

  private final Situation situation;
  private final List<TenantDemand> demands;
  private final Map<TenantId, TenantDemand> byTenant;
  private final Roster roster;
  private final Placement placement;
  private final Map<TenantId, Assignment> now;
  private final Set<TenantId> touched = new HashSet<>();
  private final Set<TenantId> unseated = new HashSet<>();
  private final Map<TenantId, AssignmentReason> waiting = new HashMap<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private int moves;

  private PlacementPlanner(Situation situation) {
    this.situation = situation;
    this.demands = situation.demands().stream().sorted(TenantDemand.BY_IMPORTANCE).toList();
    this.byTenant =
        demands.stream().collect(Collectors.toMap(TenantDemand::tenant, Function.identity()));
    var rules = situation.rules();
    this.roster = new Roster(situation.workers(), demands, rules);
    this.placement = Placement.of(rules.strategy(), roster);
    this.now = new HashMap<>(situation.assignments());
  }

  /// The plan for a situation. Where nobody is alive, it changes nothing.
  public static PlacementPlan plan(Situation situation) {
    return new PlacementPlanner(situation).run();
  }

  private PlacementPlan run() {
    if (situation.workers().isEmpty()) {
      return new PlacementPlan(List.of(), Set.of(), unassigned(), 0, refuseAll());
    }
    seat();
    adopt();
    situation.moves().forEach(this::obey);
    demands.forEach(this::waitIfHomeless);
    roster.accepting().forEach(this::waitIfTooMany);
    placeWaiting();
    demands.forEach(this::heedPriority);
    demands.forEach(this::followRing);
    int evened = new Evener(situation, demands, roster, now).run(this::even);
    return new PlacementPlan(changed(), released(), unassigned(), evened, outcomes);
  }

  private void seat() {
    for (TenantDemand demand : demands) {
      liveWorkerOf(demand).ifPresent(worker -> roster.add(worker, demand));
    }
  }

  /// Lanes that were given out before there were assignments stay where they are.
  private void adopt() {
    for (TenantDemand demand : demands) {
      String walker = situation.walkedBy().get(demand.tenant());
      if (walker != null && now.get(demand.tenant()) == null && fits(demand, walker)) {
        assign(demand, Optional.of(walker), AssignmentReason.INITIAL);
      }
    }
  }

  private boolean fits(TenantDemand demand, String worker) {
    return demand.counts() ? roster.hasRoom(worker) : roster.accepts(worker);
  }

  private List<Outcome> refuseAll() {
    return situation.moves().stream()
        .map(move -> new Outcome(move.request(), false, "no worker is alive"))
        .toList();
  }

  private void obey(Situation.Move move) {
    TenantDemand demand = byTenant.get(move.tenant());
    Optional<String> refusal = demand == null ? Optional.of(NOTHING_TO_DO) : refusal(demand, move);
    if (demand != null && refusal.isEmpty()) {
      assign(demand, Optional.of(move.worker()), AssignmentReason.MANUAL);
    }
    outcomes.add(
        new Outcome(
            move.request(), refusal.isEmpty(), refusal.orElse("the tenant goes to the worker")));
  }

  private Optional<String> refusal(TenantDemand demand, Situation.Move move) {
    if (!roster.isLive(move.worker())) {
      return Optional.of("the worker gives no sign of life");
    }
    if (!roster.accepts(move.worker())) {
      return Optional.of("the worker drains");
    }
    return fits(demand, move.worker()) || isAt(demand, move.worker())
        ? Optional.empty()
        : Optional.of("the worker has as many tenants as it may");
  }

  private boolean isAt(TenantDemand demand, String worker) {
    Assignment assignment = now.get(demand.tenant());
    return assignment != null && assignment.isOf(worker);
  }

  private void waitIfHomeless(TenantDemand demand) {
    Assignment assignment = now.get(demand.tenant());
    if (assignment == null) {
      waiting.put(demand.tenant(), AssignmentReason.INITIAL);
    } else if (assignment.worker().isEmpty()) {
      waiting.put(demand.tenant(), AssignmentReason.SCALING);
    } else {
      String worker = assignment.worker().get();
      if (!roster.isLive(worker)) {
        boolean saidSo = situation.stopped().contains(worker);
        waiting.put(
            demand.tenant(), saidSo ? AssignmentReason.SCALING : AssignmentReason.WORKER_FAILURE);
      } else if (!roster.accepts(worker)) {
        waiting.put(demand.tenant(), AssignmentReason.MANUAL);
      }
    }
  }

  /// The limit was lowered: the least important ones go.
  private void waitIfTooMany(String worker) {
    for (int i = demands.size() - 1; i >= 0 && roster.isAboveLimit(worker); i--) {
      TenantDemand demand = demands.get(i);
      if (demand.counts() && isAt(demand, worker)) {
        roster.remove(worker, demand);
        unseated.add(demand.tenant());
        waiting.put(demand.tenant(), AssignmentReason.SCALING);
      }
    }
  }

  /// Among equally important ones, those that were at work before those that are new.
  private void placeWaiting() {
    demands.stream()
        .filter(demand -> waiting.containsKey(demand.tenant()))
        .sorted(
            Comparator.comparingInt(TenantDemand::priority)
                .reversed()
                .thenComparing(demand -> now.get(demand.tenant()) == null)
                .thenComparing(demand -> demand.tenant().value()))
        .forEach(this::place);
  }

  /// Who drains and finds no other worker stays: better there than nowhere.
  private void place(TenantDemand demand) {
    Optional<String> worker = choose(demand);
    boolean mayStay = liveWorkerOf(demand).isPresent() && !unseated.contains(demand.tenant());
    if (worker.isPresent() || !mayStay) {
      assign(demand, worker, Objects.requireNonNull(waiting.get(demand.tenant())));
    }
  }

  private Optional<String> choose(TenantDemand demand) {
    if (!demand.counts()) {
      return placement.choose(demand, roster::accepts);
    }
    Optional<String> spread =
        demand.isHigh() ? placement.choose(demand, this::takesAnotherHighOne) : Optional.empty();
    return spread.or(() -> placement.choose(demand, roster::hasRoom));
  }

  private boolean takesAnotherHighOne(String worker) {
    return roster.hasRoom(worker) && roster.high(worker) < roster.fairHigh();
  }

  private void heedPriority(TenantDemand demand) {
    Assignment assignment = now.get(demand.tenant());
    if (assignment == null || assignment.priority() == demand.priority()) {
      return;
    }
    now.put(demand.tenant(), assignment.seen(assignment.home(), demand.priority()));
    if (demand.isHigh()
        && assignment.worker().filter(it -> roster.high(it) > roster.fairHigh()).isPresent()) {
      roster.accepting().stream()
          .filter(this::takesAnotherHighOne)
          .min(Comparator.comparingInt(roster::high).thenComparingInt(roster::tenants))
          .ifPresent(it -> assign(demand, Optional.of(it), AssignmentReason.PRIORITY_CHANGE));
    }
  }

  /// Moves a tenant to a worker that came since its home was looked at.
  private void followRing(TenantDemand demand) {
    Assignment assignment = now.get(demand.tenant());
    Optional<String> home = placement.home(demand);
    if (assignment == null || touched.contains(demand.tenant()) || assignment.home().equals(home)) {
      return;
    }
    boolean drawn =
        home.isPresent()
            && assignment.home().filter(roster::accepts).isPresent()
            && !assignment.isOf(home.get());
    if (drawn && moves == MAX_MOVES) {
      return; // the next plan goes on
    }
    if (drawn && fits(demand, home.get()) && roster.tenants(home.get()) < roster.fair()) {
      moves++;
      assign(demand, home, AssignmentReason.SCALING);
    } else {
      now.put(demand.tenant(), assignment.seen(home, assignment.priority()));
    }
  }

  private void even(TenantDemand demand, String worker) {
    boolean wanted = situation.evening() == Situation.Evening.FULLY;
    assign(
        demand,
        Optional.of(worker),
        wanted ? AssignmentReason.MANUAL : AssignmentReason.LOAD_REBALANCE);
  }

  private void assign(TenantDemand demand, Optional<String> worker, AssignmentReason reason) {
    Assignment before = now.get(demand.tenant());
    Optional<String> home = placement.home(demand);
    Assignment after =
        before == null
            ? Assignment.first(demand, worker, home)
            : before.worker().equals(worker)
                ? before.seen(home, demand.priority())
                : before.to(worker, reason).seen(home, demand.priority());
    if (!unseated.remove(demand.tenant())) {
      liveWorker(before).ifPresent(it -> roster.remove(it, demand));
    }
    worker.ifPresent(it -> roster.add(it, demand));
    now.put(demand.tenant(), after);
    touched.add(demand.tenant());
  }

  private Optional<String> liveWorkerOf(TenantDemand demand) {
    return liveWorker(now.get(demand.tenant()));
  }

  private Optional<String> liveWorker(@Nullable Assignment assignment) {
    return assignment == null ? Optional.empty() : assignment.worker().filter(roster::isLive);
  }

  private List<Assignment> changed() {
    return demands.stream()
        .map(demand -> now.get(demand.tenant()))
        .filter(Objects::nonNull)
        .filter(it -> !it.equals(situation.assignments().get(it.tenant())))
        .toList();
  }

  private Set<TenantId> released() {
    return situation.assignments().keySet().stream()
        .filter(tenant -> !byTenant.containsKey(tenant))
        .collect(Collectors.toUnmodifiableSet());
  }

  private List<TenantId> unassigned() {
    return demands.stream()
        .filter(TenantDemand::counts)
        .map(TenantDemand::tenant)
        .filter(tenant -> isNowhere(now.get(tenant)))
        .toList();
  }

  private static boolean isNowhere(@Nullable Assignment assignment) {
    return assignment == null || assignment.worker().isEmpty();
  }
}
