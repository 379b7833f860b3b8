package org.ozmonitor.core.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ozmonitor.core.watch.Headers.header;
import static org.ozmonitor.core.watch.Headers.headers;

import java.util.List;
import org.junit.jupiter.api.Test;

class AppendPlannerTest {
  private final Tip on6a = Tip.of(3, 6L, "6a");

  @Test
  void appendsWhatChains() {
    assertThat(AppendPlanner.plan(on6a, headers(7, 9, "a")))
        .isEqualTo(
            new AppendPlan.Append(
                headers(7, 9, "a").stream().<LogStep>map(LogStep.Block::new).toList()));
  }

  @Test
  void seesAReorganisationUnderTheTip() {
    assertThat(AppendPlanner.plan(on6a, headers(7, 9, "b"))).isEqualTo(new AppendPlan.Reorg());
  }

  @Test
  void leavesOutWhatDoesNotChainAmongTheFetched() {
    var fetched = List.of(header("7a"), header("8b"), header("9b"));

    assertThat(AppendPlanner.plan(on6a, fetched))
        .isEqualTo(new AppendPlan.Append(List.of(new LogStep.Block(header("7a")))));
  }

  @Test
  void checksNoParentAfterAStart() {
    Tip started = Tip.EMPTY.after(new LogStep.Start(7, "first seen"));

    assertThat(AppendPlanner.plan(started, headers(7, 7, "z")))
        .isEqualTo(new AppendPlan.Append(List.of(new LogStep.Block(header("7z")))));
  }

  @Test
  void refusesAGap() {
    assertThatThrownBy(() -> AppendPlanner.plan(on6a, headers(8, 8, "a")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
