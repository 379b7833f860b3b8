package org.ozmonitor.server.work;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.lane.LaneMeeting;

/// Makes one lane of those of this worker that come close to each other on a network. They rest
/// after the entry in hand, those that are not the foremost then walk up to where it rests, and one
/// transaction moves their tenants. Whoever does not get there in time goes on alone; after a
/// meeting in vain there is none for ten times as long as it took. Confined to the worker's
/// context.
final class LaneMeetings {
  /// The longest time that a lane rests for others.
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final long PAUSE_FACTOR = 10;

  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(15);

  private final LaneServices services;
  private final Lanes lanes;
  private final Runnable look;
  private final Set<NetworkId> meeting = new HashSet<>();
  private final Map<NetworkId, Long> pausedUntil = new HashMap<>();

  /// @param look reads again which lanes there are
  LaneMeetings(LaneServices services, Lanes lanes, Runnable look) {
    this.services = services;
    this.lanes = lanes;
    this.look = look;
  }

  /// Lets those meet that can.
  void arrange(Collection<LaneRunner> runners) {
    runners.stream()
        .filter(runner -> runner.lane().kind().followsLog() && runner.isWell())
        .collect(Collectors.groupingBy(runner -> runner.lane().network()))
        .forEach(this::arrange);
  }

  private void arrange(NetworkId network, List<LaneRunner> runners) {
    if (runners.size() < 2 || meeting.contains(network) || isPaused(network)) {
      return;
    }
    Map<UUID, LaneRunner> byLane =
        runners.stream()
            .collect(Collectors.toMap(runner -> runner.lane().id(), Function.identity()));
    LaneMeeting.among(runners.stream().map(LaneRunner::position).toList())
        .ifPresent(
            found -> {
              meeting.add(network);
              long begun = now();
              List<LaneRunner> invited = found.lanes().map(id -> of(byLane, id)).toList();
              meet(invited)
                  .onFailure(cause -> services.log().lanesNotMerged(network, cause))
                  .otherwise(false)
                  .onComplete(
                      merged -> {
                        meeting.remove(network);
                        if (!merged.result()) {
                          pausedUntil.put(network, now() + PAUSE_FACTOR * (now() - begun));
                        }
                      });
            });
  }

  private boolean isPaused(NetworkId network) {
    Long until = pausedUntil.get(network);
    return until != null && now() - until < 0;
  }

  private static LaneRunner of(Map<UUID, LaneRunner> runners, UUID lane) {
    return Objects.requireNonNull(runners.get(lane));
  }

  /// False when nobody came.
  private Future<Boolean> meet(List<LaneRunner> invited) {
    List<LaneRunner> met = new ArrayList<>();
    return arrived(invited, 0)
        .compose(
            resting -> {
              long seq = resting.stream().mapToLong(it -> it.position().seq()).max().orElse(0);
              return arrived(resting, seq)
                  .compose(
                      all ->
                          merge(all, seq)
                              .onSuccess(
                                  merged -> {
                                    if (merged) {
                                      met.addAll(all);
                                    }
                                  }));
            })
        .onComplete(
            _ -> {
              invited.stream().filter(runner -> !met.contains(runner)).forEach(LaneRunner::walkOn);
              if (!met.isEmpty()) {
                look.run();
              }
            });
  }

  /// Those that come to rest at an entry, or wherever they are if they are past it already.
  private static Future<List<LaneRunner>> arrived(List<LaneRunner> runners, long seq) {
    List<LaneRunner> arrived = new ArrayList<>();
    List<Future<Long>> rests =
        runners.stream()
            .map(runner -> runner.restAt(seq, PATIENCE).onSuccess(_ -> arrived.add(runner)))
            .toList();
    return Future.join(rests).transform(_ -> Future.succeededFuture(List.copyOf(arrived)));
  }

  private Future<Boolean> merge(List<LaneRunner> met, long seq) {
    if (met.size() < 2) {
      return Future.succeededFuture(false);
    }
    UUID host = LaneMeeting.host(met.stream().map(LaneRunner::position).toList());
    Map<Boolean, List<Lane>> parts =
        met.stream()
            .map(LaneRunner::lane)
            .collect(Collectors.partitioningBy(lane -> lane.id().equals(host)));
    Lane into = of(parts, true).getFirst();
    List<Lane> others = of(parts, false);
    return services
        .database()
        .inTransaction(connection -> lanes.merge(connection, into, others, seq, "lanes have met"))
        .timeout(WRITE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .onSuccess(
            merged -> {
              if (merged) {
                services.log().lanesMerged(into, others, seq);
              }
            });
  }

  private static List<Lane> of(Map<Boolean, List<Lane>> parts, boolean isHost) {
    return parts.getOrDefault(isHost, List.of());
  }

  private long now() {
    return services.nanoTime().getAsLong();
  }
}
