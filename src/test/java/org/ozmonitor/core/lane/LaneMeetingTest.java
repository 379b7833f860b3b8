package org.ozmonitor.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.ozmonitor.fixture.Fuzz;

class LaneMeetingTest {
  @Test
  void leavesLaneAlone() {
    assertThat(LaneMeeting.among(List.of())).isEmpty();
    assertThat(LaneMeeting.among(List.of(lane(1, 7, 3)))).isEmpty();
  }

  @Test
  void letsForemostWaitForThoseCloseBehind() {
    assertThat(
            LaneMeeting.among(
                List.of(lane(1, 100, 9), lane(2, 100 - LaneMeeting.NEAR, 1), lane(3, 100, 2))))
        .contains(new LaneMeeting(new UUID(0, 1), Set.of(new UUID(0, 2), new UUID(0, 3))));
  }

  @Test
  void doesNotWaitForOneFarBehind() {
    assertThat(LaneMeeting.among(List.of(lane(1, 100, 9), lane(2, 100 - LaneMeeting.NEAR - 1, 1))))
        .isEmpty();
  }

  @Test
  void takesTheOthersIntoTheLargest() {
    assertThat(LaneMeeting.host(List.of(lane(1, 5, 3), lane(2, 5, 8), lane(3, 5, 8))))
        .isEqualTo(new UUID(0, 2));
  }

  /// Lanes of any speed, on a chain that never rests: each time the foremost waits for those that
  /// are near, and in the end there is one.
  @Test
  void makesOneLaneOfAnyNumber() {
    Fuzz.configured()
        .run(
            "lane meetings",
            random -> {
              List<LanePosition> lanes = new ArrayList<>();
              int count = 1 + random.nextInt(20);
              int tenants = 0;
              for (int i = 0; i < count; i++) {
                lanes.add(lane(i, random.nextInt(500), 1 + random.nextInt(50)));
                tenants += lanes.getLast().tenants();
              }
              long end = 500;
              for (int rounds = 0; lanes.size() > 1; rounds++) {
                assertThat(rounds).isLessThan(10_000);
                end += random.nextInt(3);
                lanes = walk(lanes, end, random);
                lanes = meet(lanes, random);
              }
              assertThat(lanes.getFirst().tenants()).isEqualTo(tenants);
            });
  }

  private static List<LanePosition> walk(List<LanePosition> lanes, long end, Random random) {
    return new ArrayList<>(
        lanes.stream()
            .map(
                lane ->
                    new LanePosition(
                        lane.id(), Math.min(end, lane.seq() + random.nextInt(9)), lane.tenants()))
            .toList());
  }

  private static List<LanePosition> meet(List<LanePosition> lanes, Random random) {
    var meeting = LaneMeeting.among(lanes);
    Collections.shuffle(lanes, random);
    assertThat(LaneMeeting.among(lanes)).isEqualTo(meeting);
    if (meeting.isEmpty()) {
      return lanes;
    }
    long foremost =
        lanes.stream().filter(it -> it.id().equals(meeting.get().foremost())).findAny().get().seq();
    assertThat(lanes).allMatch(lane -> lane.seq() <= foremost);
    List<LanePosition> met = new ArrayList<>();
    List<LanePosition> others = new ArrayList<>();
    for (LanePosition lane : lanes) {
      boolean follows = meeting.get().followers().contains(lane.id());
      assertThat(follows)
          .isEqualTo(
              !lane.id().equals(meeting.get().foremost())
                  && foremost - lane.seq() <= LaneMeeting.NEAR);
      (follows || lane.seq() == foremost ? met : others).add(lane);
    }
    UUID host = LaneMeeting.host(met);
    assertThat(met).anyMatch(lane -> lane.id().equals(host));
    others.add(
        new LanePosition(host, foremost, met.stream().mapToInt(LanePosition::tenants).sum()));
    return others;
  }

  private static LanePosition lane(int id, long seq, int tenants) {
    return new LanePosition(new UUID(0, id), seq, tenants);
  }
}
