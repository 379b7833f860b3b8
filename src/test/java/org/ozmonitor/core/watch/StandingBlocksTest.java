package org.ozmonitor.core.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ozmonitor.core.watch.Headers.header;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.Finality;

class StandingBlocksTest {
  @Test
  void leavesOutWhatWasOrphaned() {
    var standing = read("start 5", "+5a", "+6a", "+7a", "-7a", "-6a", "+6b", "+7b");

    assertThat(names(standing)).containsExactly("7b", "6b", "5a");
    assertThat(standing.reachesStart()).isTrue();
  }

  @Test
  void knowsABlockThatCameBack() {
    var standing = read("start 5", "+5a", "+6a", "-6a", "+6b", "-6b", "+6a");

    assertThat(names(standing)).containsExactly("6a", "5a");
  }

  @Test
  void doesNotReadPastAStart() {
    var standing = read("start 1", "+1a", "+2a", "start 9", "+9a");

    assertThat(names(standing)).containsExactly("9a");
    assertThat(standing.reachesStart()).isTrue();
  }

  @Test
  void passesOverWhatDoesNotMoveTheTip() {
    var standing = read("start 5", "+5a", "+6a", "~3a", "!5a");

    assertThat(names(standing)).containsExactly("6a", "5a");
  }

  @Test
  void stopsAtTheLimit() {
    var steps = steps("start 5", "+5a", "+6a", "+7a", "+8a");

    var standing = StandingBlocks.of(steps.reversed(), 2);

    assertThat(names(standing)).containsExactly("8a", "7a");
    assertThat(standing.reachesStart()).isFalse();
  }

  private static StandingBlocks read(String... steps) {
    return StandingBlocks.of(steps(steps).reversed(), 256);
  }

  private static List<LogStep> steps(String... steps) {
    return Arrays.stream(steps)
        .<LogStep>map(
            step ->
                switch (step.charAt(0)) {
                  case '+' -> new LogStep.Block(header(step.substring(1)));
                  case '-' -> new LogStep.Orphan(header(step.substring(1)), false);
                  case '~' -> new LogStep.Recovered(header(step.substring(1)));
                  case '!' -> new LogStep.Final(Finality.SAFE, header(step.substring(1)).ref());
                  default -> new LogStep.Start(Long.parseLong(step.substring(6)), "test");
                })
        .toList();
  }

  private static List<String> names(StandingBlocks standing) {
    return standing.headers().stream().map(header -> header.ref().hash()).toList();
  }
}
