package org.ozmonitor.core.lane;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Lanes of one worker and network that are to become one: the foremost waits where it is, and
/// those
/// close behind it walk up to there. On a chain that never rests they would pass each other for
/// ever; far ones are not waited for, so the wait is as short as {@link #NEAR} entries. Immutable.
///
/// @param foremost the one that waits
/// @param followers those that come up to it, at least one
public record LaneMeeting(UUID foremost, Set<UUID> followers) {
  /// A lane that has more entries than this before it is not waited for.
  public static final long NEAR = 16;

  private static final Comparator<LanePosition> LARGEST_FIRST =
      Comparator.comparingInt(LanePosition::tenants).reversed().thenComparing(LanePosition::id);

  private static final Comparator<LanePosition> FOREMOST_FIRST =
      Comparator.comparingLong(LanePosition::seq).reversed().thenComparing(LARGEST_FIRST);

  public LaneMeeting {
    followers = Set.copyOf(followers);
  }

  /// Who should meet now; empty while nobody is close to the foremost.
  ///
  /// @param lanes of one worker and network, all following the log
  public static Optional<LaneMeeting> among(Collection<LanePosition> lanes) {
    return lanes.stream()
        .min(FOREMOST_FIRST)
        .flatMap(
            first -> {
              Set<UUID> near =
                  lanes.stream()
                      .filter(lane -> !lane.id().equals(first.id()))
                      .filter(lane -> first.seq() - lane.seq() <= NEAR)
                      .map(LanePosition::id)
                      .collect(Collectors.toUnmodifiableSet());
              return near.isEmpty()
                  ? Optional.empty()
                  : Optional.of(new LaneMeeting(first.id(), near));
            });
  }

  /// All that are to meet.
  public Stream<UUID> lanes() {
    return Stream.concat(Stream.of(foremost), followers.stream());
  }

  /// The lane that takes the others in: the one with the most tenants, since each that joins has to
  /// be compiled into it.
  ///
  /// @param met lanes at one position, at least one
  public static UUID host(Collection<LanePosition> met) {
    return met.stream().min(LARGEST_FIRST).orElseThrow().id();
  }
}
