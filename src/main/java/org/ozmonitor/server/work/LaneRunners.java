package org.ozmonitor.server.work;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.server.block.BlocksAppended;

/// The walks of one worker, one for each of its lanes. Confined to the worker's context.
final class LaneRunners {
  private final LaneServices services;
  private final Runnable look;
  private final Map<UUID, LaneRunner> running = new HashMap<>();

  /// Walks that have ended because their lane has changed: the next one takes over what they had
  /// compiled.
  private final Map<UUID, LaneRunner> ended = new HashMap<>();

  /// @param look reads again which lanes there are
  LaneRunners(LaneServices services, Runnable look) {
    this.services = services;
    this.look = look;
  }

  List<LaneRunner> all() {
    return List.copyOf(running.values());
  }

  void poke(BlocksAppended hint) {
    all().stream()
        .filter(runner -> runner.lane().network().equals(hint.network()))
        .forEach(runner -> runner.poke(hint.toSeq()));
  }

  /// Where walks are under way.
  Set<NetworkId> networks() {
    return all().stream().map(runner -> runner.lane().network()).collect(Collectors.toSet());
  }

  /// Lets those walk on that are not at the end of their log.
  ///
  /// @param ends the last entries
  void poke(Map<NetworkId, Long> ends) {
    for (LaneRunner runner : all()) {
      long end = ends.getOrDefault(runner.lane().network(), 0L);
      if (end > runner.position().seq()) {
        runner.poke(end);
      }
    }
  }

  /// Stops the walks of lanes that are not there or have changed, starts the others. A lane that
  /// has changed starts anew once its walk has ended; the others do not wait for it.
  ///
  /// @param lanes those to walk
  void follow(List<Lane> lanes) {
    Map<UUID, Lane> wanted =
        lanes.stream().collect(Collectors.toMap(Lane::id, Function.identity()));
    ended.keySet().retainAll(wanted.keySet());
    List<LaneRunner> over =
        all().stream()
            .filter(runner -> !isStill(runner.lane(), wanted.get(runner.lane().id())))
            .toList();
    if (!over.isEmpty()) {
      stop(over).onFailure(services.log()::lanesUnreadable).onComplete(_ -> look.run());
    }
    wanted.values().forEach(this::startUnlessRunning);
  }

  private static boolean isStill(Lane running, @Nullable Lane wanted) {
    return wanted != null && wanted.epoch() == running.epoch();
  }

  private void startUnlessRunning(Lane lane) {
    if (running.containsKey(lane.id())) {
      return;
    }
    LaneRunner before = ended.remove(lane.id());
    LaneRunner runner =
        before == null ? new LaneRunner(services, lane, this::onLost) : before.next(lane);
    running.put(lane.id(), runner);
    runner.start();
  }

  private void onLost(LaneRunner runner) {
    if (running.remove(runner.lane().id(), runner)) {
      ended.put(runner.lane().id(), runner);
      services.metrics().stopped(runner.lane().id());
    }
    look.run();
  }

  /// Ends all walks, each after the entry in hand.
  Future<Void> stopAll() {
    return stop(all());
  }

  private Future<Void> stop(List<LaneRunner> over) {
    List<Future<Void>> stopped =
        over.stream()
            .map(
                runner ->
                    runner
                        .stop()
                        .onSuccess(
                            _ -> {
                              if (running.remove(runner.lane().id(), runner)) {
                                ended.put(runner.lane().id(), runner);
                              }
                            }))
            .toList();
    return Future.join(stopped).mapEmpty();
  }
}
