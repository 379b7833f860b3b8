package org.ozmonitor.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What thirty seconds of the demo contain, by its schedule and without a clock.
class DemoScheduleTest {
  // A slow machine reaches fewer ticks than the sixty of its thirty seconds.
  private static final int TICKS = 57;

  @ParameterizedTest
  @ValueSource(longs = {Demo.Options.DEFAULT_SEED, 1, 2, 3, 4, 5})
  void hasFourReorganisationsInThirtySeconds(long seed) {
    assertThat(reorgTicks(seed)).hasSizeGreaterThanOrEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(longs = {Demo.Options.DEFAULT_SEED, 1, 2, 3, 4, 5})
  void doesNotReorganiseInTheFirstThreeSeconds(long seed) {
    assertThat(reorgTicks(seed).getFirst()).isGreaterThanOrEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(longs = {Demo.Options.DEFAULT_SEED, 1, 2, 3, 4, 5})
  void callsForWellOverAHundredAlerts(long seed) {
    SimulatedChain chain = runFor(seed, new ArrayList<>());
    long expected =
        chain.appeared().stream()
            .filter(chain::isCanonical)
            .flatMap(block -> block.transactions().stream())
            .mapToLong(DemoScheduleTest::matches)
            .sum();

    assertThat(expected).isGreaterThan(150);
  }

  @Test
  void orphansMatchesThatHadASecondToArriveWithTheDefaultSeed() {
    List<SimulatedChain.Reorg> reorgs = new ArrayList<>();
    SimulatedChain chain = runFor(Demo.Options.DEFAULT_SEED, reorgs);

    long hitting =
        reorgs.stream()
            .filter(
                reorg ->
                    // The last orphan was visible for one block time only: leave it out.
                    reorg.orphaned().subList(0, reorg.depth() - 1).stream()
                        .flatMap(block -> block.transactions().stream())
                        .anyMatch(transaction -> matches(transaction) > 0))
            .count();

    assertThat(chain.reorgs()).isEqualTo(reorgs.size());
    assertThat(hitting).isGreaterThanOrEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(longs = {Demo.Options.DEFAULT_SEED, 1, 2, 3})
  void givesEveryMonitorSomethingToDo(long seed) {
    SimulatedChain chain = runFor(seed, new ArrayList<>());

    for (DemoMonitor monitor : DemoMonitor.all()) {
      assertThat(chain.appeared())
          .flatExtracting(SimulatedBlock::transactions)
          .filteredOn(monitor.rule())
          .hasSizeGreaterThan(10);
    }
  }

  private static long matches(SimulatedTransaction transaction) {
    return DemoMonitor.all().stream().filter(monitor -> monitor.rule().test(transaction)).count();
  }

  private static List<Integer> reorgTicks(long seed) {
    ReorgSchedule schedule = schedule(seed);
    List<Integer> ticks = new ArrayList<>();
    for (int tick = 0; tick < TICKS; tick++) {
      OptionalInt depth = schedule.depthAt(tick);
      if (depth.isPresent()) {
        assertThat(depth.getAsInt()).isBetween(1, 4);
        ticks.add(tick);
      }
    }
    return ticks;
  }

  private static SimulatedChain runFor(long seed, List<SimulatedChain.Reorg> reorgs) {
    SimulatedChain chain = new SimulatedChain(seed);
    ReorgSchedule schedule = schedule(seed);
    for (int tick = 0; tick < TICKS; tick++) {
      OptionalInt depth = schedule.depthAt(tick);
      if (depth.isPresent()) {
        reorgs.add(chain.reorg(depth.getAsInt()));
      } else {
        assertThat(chain.mine()).isNotNull();
      }
    }
    return chain;
  }

  private static ReorgSchedule schedule(long seed) {
    Simulator.Settings settings = Simulator.Settings.demo(seed);
    return new ReorgSchedule(
        settings.reorgs(), settings.blockTime(), new SplittableRandom(~seed).split());
  }
}
