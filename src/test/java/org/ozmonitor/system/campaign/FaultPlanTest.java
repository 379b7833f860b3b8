package org.ozmonitor.system.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.ozmonitor.system.campaign.Fault.Change;
import org.ozmonitor.system.campaign.FaultPlan.Step;

final class FaultPlanTest {
  private static final int SEEDS = 200;
  private static final int NODES = 3;
  private static final Duration LENGTH = Duration.ofMinutes(5);

  @Test
  void plansTheSameHistoryForTheSameSeed() {
    assertThat(FaultPlan.of(settings(7))).isEqualTo(FaultPlan.of(settings(7)));
    assertThat(FaultPlan.of(settings(7))).isNotEqualTo(FaultPlan.of(settings(8)));
  }

  @Test
  void plansEveryKindOfFaultInAFewMinutes() {
    assertThat(FaultPlan.of(settings(1)).steps())
        .extracting(step -> step.fault().getClass().getSimpleName())
        .contains(
            "Kill",
            "Terminate",
            "Freeze",
            "FreezeDatabase",
            "KillRedis",
            "Reorganise",
            "Lying",
            "Configure");
  }

  @Test
  void givesEachSeedItsOwnFaultsInShortCampaigns() {
    var kinds =
        LongStream.range(0, SEEDS)
            .boxed()
            .flatMap(
                seed ->
                    FaultPlan.of(new CampaignSettings(seed, Duration.ofSeconds(30), 2, 1, 4))
                        .steps()
                        .stream())
            .map(step -> step.fault().getClass())
            .collect(Collectors.toSet());

    assertThat(kinds).hasSize(Fault.class.getPermittedSubclasses().length);
  }

  @Test
  void mendsWhateverItBreaksBeforeTheEnd() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Set<String> broken = new HashSet<>();
      Duration last = Duration.ZERO;
      for (Step step : FaultPlan.of(settings(seed)).steps()) {
        assertThat(step.at()).isBetween(last, LENGTH);
        last = step.at();
        apply(step.fault(), broken);
      }

      assertThat(broken).as("left broken by seed %d", seed).isEmpty();
    }
  }

  @Test
  void stopsOneNodeAtATimeWhenNothingElseIsAskedFor() {
    for (long seed = 0; seed < SEEDS; seed++) {
      FaultPlan plan =
          FaultPlan.of(
              new CampaignSettings(seed, LENGTH, NODES, 1, 4, CampaignSettings.Faults.STOPS));
      Set<String> broken = new HashSet<>();
      for (Step step : plan.steps()) {
        apply(step.fault(), broken);
        assertThat(broken).hasSizeLessThan(2);
      }

      assertThat(broken).isEmpty();
      assertThat(plan.links()).containsOnly(Fault.Link.FIRST_CLUSTER);
      assertThat(plan.steps())
          .extracting(step -> step.fault().getClass().getSimpleName())
          .contains("Kill", "Terminate")
          .containsOnly("Settle", "Kill", "Terminate", "Start");
    }
  }

  /// Fails where something is broken twice, or mended that is not broken.
  private static void apply(Fault fault, Set<String> broken) {
    boolean possible =
        switch (fault) {
          case Fault.Kill(int node) -> broken.add("node " + node);
          case Fault.Terminate(int node) -> broken.add("node " + node);
          case Fault.Freeze(int node) -> broken.add("node " + node);
          case Fault.Start(int node, Fault.Link _) -> broken.remove("node " + node);
          case Fault.Thaw(int node) -> broken.remove("node " + node);
          case Fault.StopDatabase _, Fault.CrashDatabase _, Fault.FreezeDatabase _ ->
              broken.add("database");
          case Fault.StartDatabase _, Fault.ThawDatabase _ -> broken.remove("database");
          case Fault.Lying(int network, var _, double _) -> broken.add("network " + network);
          case Fault.Honest(int network) -> broken.remove("network " + network);
          case Fault.Settle _, Fault.CutConnections _, Fault.KillRedis _ -> true;
          case Fault.Reorganise _, Fault.Configure _ -> true;
        };
    assertThat(possible).as("%s with %s", fault, broken).isTrue();
  }

  @Test
  void changesOnlyMonitorsThatAreThereAndKeepsOneOnEachNetwork() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Set<Integer> there = new HashSet<>(Set.of(0, 1, 2, 3));
      for (Step step : FaultPlan.of(settings(seed)).steps()) {
        if (step.fault() instanceof Fault.Configure(int _, Change change)) {
          assertThat(there.contains(change.monitor()))
              .as("%s by seed %d", change, seed)
              .isNotEqualTo(change instanceof Change.Add);
          switch (change) {
            case Change.Add(int monitor) -> there.add(monitor);
            case Change.Remove(int monitor) -> {
              assertThat(monitor).isNotIn(0, 2);
              there.remove(monitor);
            }
            case Change.Pause(int monitor) -> assertThat(monitor).isNotIn(0, 2);
            case Change.Resume _, Change.Rescale _, Change.Rename _ -> {}
          }
        }
      }
    }
  }

  private static CampaignSettings settings(long seed) {
    return new CampaignSettings(seed, LENGTH, NODES, 1, 4);
  }
}
