package org.ozmonitor.core.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BlockRangePlannerTest {
  static Stream<Arguments> plans() {
    Tip empty = Tip.EMPTY;
    Tip startedAt100 = Tip.of(1, 100L, null);
    Tip on100 = Tip.of(2, 100L, "100a");
    return Stream.of(
        Arguments.of("starts at the confirmed head", empty, 120, policy(12), start(108)),
        Arguments.of("never starts below 0", empty, 5, policy(12), start(0)),
        Arguments.of("starts where it is told", empty, 120, from(7), named(7)),
        Arguments.of("starts above the head where it is told", empty, 5, from(7), named(7)),
        Arguments.of("fetches the start block", startedAt100, 100, policy(0), fetch(100, 100)),
        Arguments.of("waits for the start block", startedAt100, 99, policy(0), idle()),
        Arguments.of("waits for confirmations", on100, 112, policy(12), idle()),
        Arguments.of("fetches what is confirmed", on100, 113, policy(12), fetch(101, 101)),
        Arguments.of("is idle at the head", on100, 100, policy(0), idle()),
        Arguments.of("is idle when the endpoint is behind", on100, 90, policy(0), idle()),
        Arguments.of("skips nothing after downtime", on100, 9000, policy(0), fetch(101, 110)),
        Arguments.of("ends a short range at the head", on100, 104, policy(0), fetch(101, 104)),
        Arguments.of("skips what is too far behind", on100, 9000, atMost(10), skip(101, 8989)),
        Arguments.of("fetches what is just not", on100, 111, atMost(10), fetch(101, 110)),
        Arguments.of(
            "skips nothing before the first block",
            startedAt100,
            9000,
            atMost(10),
            fetch(100, 109)),
        Arguments.of(
            "does not take block 0 for confirmed too early",
            Tip.of(1, 0L, null),
            3,
            policy(12),
            idle()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("plans")
  void plans(String story, Tip tip, long head, WatchPolicy policy, FetchPlan expected) {
    assertThat(BlockRangePlanner.plan(tip, head, policy)).as(story).isEqualTo(expected);
  }

  private static WatchPolicy policy(long confirmations) {
    return new WatchPolicy(confirmations, 10, Optional.empty(), OptionalLong.empty());
  }

  private static WatchPolicy from(long startBlock) {
    return policy(0).beginningAt(new Beginning(startBlock, "start_block"));
  }

  private static WatchPolicy atMost(long maxPastBlocks) {
    return new WatchPolicy(0, 10, Optional.empty(), OptionalLong.of(maxPastBlocks));
  }

  private static FetchPlan skip(long first, long last) {
    return new FetchPlan.Skip(first, last);
  }

  private static FetchPlan start(long height) {
    return new FetchPlan.Start(height, "first seen");
  }

  private static FetchPlan named(long height) {
    return new FetchPlan.Start(height, "start_block");
  }

  private static FetchPlan fetch(long first, long last) {
    return new FetchPlan.Fetch(first, last);
  }

  private static FetchPlan idle() {
    return new FetchPlan.Idle();
  }
}
