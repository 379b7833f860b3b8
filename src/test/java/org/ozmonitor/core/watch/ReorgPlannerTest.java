package org.ozmonitor.core.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ozmonitor.core.watch.Headers.header;
import static org.ozmonitor.core.watch.Headers.headers;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.BlockHeader;

class ReorgPlannerTest {
  /// Stands on 9a, 8a, 7a, 6a, 5a; the log goes on below.
  private final StandingBlocks log = new StandingBlocks(headers(5, 9, "a").reversed(), false);

  @Test
  void descendsFromTheHeightOfTheTip() {
    assertThat(plan(log)).isEqualTo(new ReorgPlan.Descend(9));
    assertThat(plan(log, header("9b"))).isEqualTo(new ReorgPlan.Descend(8));
    assertThat(plan(log, header("9b"), header("8b"))).isEqualTo(new ReorgPlan.Descend(7));
  }

  @Test
  void changesNothingWhenTheBranchHoldsTheTip() {
    assertThat(plan(log, header("9a"))).isEqualTo(new ReorgPlan.Unchanged());
  }

  @Test
  void orphansFromTheTipDownAndAppendsTheBranchUpwards() {
    var plan = plan(log, header("9b"), header("8b"), header("7b", "6a"), header("6a"));

    assertThat(plan)
        .isEqualTo(
            new ReorgPlan.Replace(
                3,
                List.of(
                    new LogStep.Orphan(header("9a"), false),
                    new LogStep.Orphan(header("8a"), false),
                    new LogStep.Orphan(header("7a"), false),
                    new LogStep.Block(header("7b", "6a")),
                    new LogStep.Block(header("8b")),
                    new LogStep.Block(header("9b")))));
  }

  @Test
  void replacesTheFirstBlockAfterAStartWithoutAnAncestor() {
    var started = new StandingBlocks(headers(8, 9, "a").reversed(), true);

    assertThat(plan(started, header("9b"), header("8b")))
        .isEqualTo(
            new ReorgPlan.Replace(
                2,
                List.of(
                    new LogStep.Orphan(header("9a"), false),
                    new LogStep.Orphan(header("8a"), true),
                    new LogStep.Block(header("8b")),
                    new LogStep.Block(header("9b")))));
  }

  @Test
  void beginsAnewWhenTheBranchItselfChangesDuringTheWalk() {
    assertThat(plan(log, header("9b"), header("8c"))).isEqualTo(new ReorgPlan.Descend(9));
  }

  @Test
  void refusesToGoDeeperThanTheBound() {
    var branch = headers(5, 9, "b").reversed();

    assertThat(ReorgPlanner.plan(log, branch.subList(0, 3), 3)).isEqualTo(new ReorgPlan.Descend(6));
    assertThat(ReorgPlanner.plan(log, branch.subList(0, 4), 3)).isEqualTo(new ReorgPlan.TooDeep(4));
  }

  @Test
  void orphans256BlocksAndNotOneMore() {
    var deep = new StandingBlocks(headers(1, 300, "a").reversed().subList(0, 257), false);
    List<BlockHeader> branch = headers(1, 300, "b").reversed();
    List<BlockHeader> of256 = new ArrayList<>(branch.subList(0, 255));
    of256.add(header("45b", "44a"));
    of256.add(header("44a"));

    var plan = ReorgPlanner.plan(deep, of256, 256);
    assertThat(plan).isInstanceOf(ReorgPlan.Replace.class);
    assertThat(((ReorgPlan.Replace) plan).depth()).isEqualTo(256);

    assertThat(ReorgPlanner.plan(deep, branch.subList(0, 256), 256))
        .isEqualTo(new ReorgPlan.Descend(44));
    assertThat(ReorgPlanner.plan(deep, branch.subList(0, 257), 256))
        .isEqualTo(new ReorgPlan.TooDeep(257));
  }

  @Test
  void refusesWhenTheKnownLogEnds() {
    assertThat(ReorgPlanner.plan(log, headers(5, 9, "b").reversed(), 256))
        .isEqualTo(new ReorgPlan.TooDeep(5));
  }

  @Test
  void movesTheTipToTheAncestorAndUpTheBranch() {
    Tip tip = Tip.of(20, 9L, "9a");
    List<Tip> tips = new ArrayList<>();
    var plan = (ReorgPlan.Replace) plan(log, header("9b"), header("8b", "7a"), header("7a"));
    for (LogStep step : plan.steps()) {
      tip = tip.after(step);
      tips.add(tip);
    }

    assertThat(tips)
        .containsExactly(
            Tip.of(21, 8L, "8a"), Tip.of(22, 7L, "7a"), Tip.of(23, 8L, "8b"), Tip.of(24, 9L, "9b"));
  }

  @Test
  void startsAnewAfterOrphaningTheFirstBlock() {
    Tip tip = Tip.of(2, 8L, "8a").after(new LogStep.Orphan(header("8a"), true));

    assertThat(tip).isEqualTo(Tip.of(3, 8L, null));
    assertThat(tip.nextHeight()).hasValue(8);
  }

  private static ReorgPlan plan(StandingBlocks log, BlockHeader... branch) {
    return ReorgPlanner.plan(log, List.of(branch), 256);
  }
}
