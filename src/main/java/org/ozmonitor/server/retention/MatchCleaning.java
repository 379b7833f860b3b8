package org.ozmonitor.server.retention;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.server.block.OldEntries;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.work.OldMatches;
import org.ozmonitor.server.work.OldMatches.Place;
import org.ozmonitor.server.work.OldMatches.Seen;

/// Removes old matches that nothing needs any more. Thread-safe.
final class MatchCleaning {
  private final Database database;
  private final Supplier<Configuration> configuration;
  private final OldMatches matches = new OldMatches();
  private final OldEntries entries = new OldEntries();

  MatchCleaning(Database database, Supplier<Configuration> configuration) {
    this.database = database;
    this.configuration = configuration;
  }

  /// What one step did. Immutable.
  ///
  /// @param stayed old ones that something needs
  /// @param next where the next step goes on; empty when there is nothing more
  record Removed(int matches, int stayed, Optional<Place> next) {}

  /// Looks at some old matches and removes what may go.
  ///
  /// @param limit at least 1
  Future<Removed> step(Duration age, Place after, int limit) {
    return matches
        .look(database.reader(), age, after, limit)
        .compose(
            seen ->
                reaches(seen.stream().map(Seen::network).collect(Collectors.toSet()))
                    .map(reaches -> removable(seen, reaches))
                    .compose(
                        old ->
                            old.isEmpty()
                                ? Future.succeededFuture(0)
                                : database.inTransaction(
                                    connection -> matches.remove(connection, age, old)))
                    .map(
                        count ->
                            new Removed(
                                count,
                                seen.size() - count,
                                seen.size() < limit
                                    ? Optional.empty()
                                    : Optional.of(seen.getLast().place()))));
  }

  /// The log only grows: what is out of reach now stays so.
  private Future<Map<NetworkId, OptionalLong>> reaches(Set<NetworkId> networks) {
    Map<NetworkId, OptionalLong> reaches = new HashMap<>();
    Future<Void> read = Future.succeededFuture();
    for (NetworkId network : networks) {
      read =
          read.compose(_ -> entries.reach(database.reader(), network))
              .map(
                  reach -> {
                    reaches.put(network, reach);
                    return null;
                  });
    }
    return read.map(reaches);
  }

  private List<Seen> removable(List<Seen> seen, Map<NetworkId, OptionalLong> reaches) {
    Configuration newest = configuration.get();
    return seen.stream()
        .filter(
            it ->
                it.match()
                    .mayGo(
                        reaches.getOrDefault(it.network(), OptionalLong.empty()),
                        lookBack(newest, it)))
        .toList();
  }

  private static Duration lookBack(Configuration configuration, Seen seen) {
    return seen.isCounted()
        ? Optional.ofNullable(configuration.monitors().get(seen.monitor()))
            .map(monitor -> monitor.definition().alerting().noise().lookBack())
            .orElse(Duration.ZERO)
        : Duration.ZERO;
  }
}
