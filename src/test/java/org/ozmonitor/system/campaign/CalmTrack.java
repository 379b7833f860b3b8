package org.ozmonitor.system.campaign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.ozmonitor.server.demo.Lies.Lie;
import org.ozmonitor.system.campaign.Fault.Change;
import org.ozmonitor.system.campaign.FaultPlan.Step;

/// What chains and users do beside the faults of machines: deep reorganisations, endpoints that lie
/// more than on other days, changes of monitors. Draws it from a seed. Confined to one thread.
final class CalmTrack {
  private static final int SHORTEST_PAUSE_MS = 1_500;
  private static final int LONGEST_PAUSE_MS = 5_000;
  private static final int DEEPEST = 24;
  private static final List<Lie> LIES =
      List.of(
          Lie.NULL_RECEIPTS,
          Lie.MISSING_RECEIPT,
          Lie.STALE_HEAD,
          Lie.WRONG_PARENT,
          Lie.NULL_BLOCK,
          Lie.FOREIGN_RECEIPTS,
          Lie.BOASTED_HEAD,
          Lie.TOO_MANY_REQUESTS,
          Lie.SERVER_ERROR,
          Lie.CUT_CONNECTION,
          Lie.SLOW_ANSWER,
          Lie.NOT_JSON,
          Lie.BATCH_REFUSED,
          Lie.BATCH_INCOMPLETE);

  private enum State {
    ACTIVE,
    PAUSED,
    REMOVED
  }

  private final CampaignSettings settings;
  private final SplittableRandom random;
  private final List<List<State>> monitors = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  CalmTrack(CampaignSettings settings, SplittableRandom random) {
    this.settings = settings;
    this.random = random;
    for (int tenant = 0; tenant < settings.tenants(); tenant++) {
      List<State> all = new ArrayList<>();
      for (int monitor = 0; monitor < settings.monitors(); monitor++) {
        all.add(State.ACTIVE);
      }
      monitors.add(all);
    }
  }

  List<Step> steps() {
    long end = settings.faultsFor().toMillis();
    long at = pause();
    while (at < end) {
      switch (random.nextInt(4)) {
        case 0 -> add(at, new Fault.Reorganise(network(), 5 + random.nextInt(DEEPEST - 4)));
        case 1 -> at = lie(at, end);
        default -> add(at, configure());
      }
      at += pause();
    }
    return steps;
  }

  private long lie(long at, long end) {
    int network = network();
    long until = Math.min(end, at + 1_000 + random.nextInt(4_000));
    Lie lie = LIES.get(random.nextInt(LIES.size()));
    add(at, new Fault.Lying(network, lie, (10 + random.nextInt(60)) / 100.0));
    add(until, new Fault.Honest(network));
    return until;
  }

  private Fault configure() {
    int tenant = random.nextInt(settings.tenants());
    List<State> states = monitors.get(tenant);
    Change change =
        switch (random.nextInt(6)) {
          case 0 ->
              pick(states, it -> states.get(it) == State.ACTIVE && !keeps(it), Change.Pause::new);
          case 1 -> pick(states, it -> states.get(it) == State.PAUSED, Change.Resume::new);
          case 2 -> pick(states, it -> states.get(it) != State.REMOVED, Change.Rename::new);
          case 3 -> pick(states, it -> states.get(it) != State.REMOVED, this::rescale);
          case 4 ->
              pick(states, it -> states.get(it) != State.REMOVED && !keeps(it), Change.Remove::new);
          default -> new Change.Add(states.size());
        };
    note(states, change);
    return new Fault.Configure(tenant, change);
  }

  /// One monitor of each network stays, so that both are watched throughout.
  private static boolean keeps(int monitor) {
    return monitor == 0 || monitor == 2;
  }

  private Change rescale(int monitor) {
    return new Change.Rescale(monitor, CampaignMonitor.share(random));
  }

  /// Of those that it can be done with; a further monitor when there is none.
  private Change pick(
      List<State> states, IntPredicate possible, IntFunction<? extends Change> change) {
    int[] candidates = IntStream.range(0, states.size()).filter(possible).toArray();
    return candidates.length == 0
        ? new Change.Add(states.size())
        : change.apply(candidates[random.nextInt(candidates.length)]);
  }

  private static void note(List<State> states, Change change) {
    switch (change) {
      case Change.Pause(int monitor) -> states.set(monitor, State.PAUSED);
      case Change.Resume(int monitor) -> states.set(monitor, State.ACTIVE);
      case Change.Remove(int monitor) -> states.set(monitor, State.REMOVED);
      case Change.Add _ -> states.add(State.ACTIVE);
      case Change.Rescale _, Change.Rename _ -> {}
    }
  }

  private int network() {
    return random.nextInt(CampaignSettings.NETWORKS);
  }

  private long pause() {
    return (long) SHORTEST_PAUSE_MS + random.nextInt(LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS);
  }

  private void add(long at, Fault fault) {
    steps.add(new Step(Duration.ofMillis(at), fault));
  }
}
