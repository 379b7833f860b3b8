package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.ozmonitor.server.block.LogEntry;
import org.ozmonitor.server.notification.Deliveries;

/// Takes back what an orphaned block caused, in the transaction that moves the lane to the
/// `ORPHAN`: deliveries are locked first, then matches. Thread-safe.
final class Retracting {
  private final Matches matches;
  private final Deliveries deliveries;

  Retracting(Matches matches, Deliveries deliveries) {
    this.matches = matches;
    this.deliveries = deliveries;
  }

  /// What an orphan did. Immutable.
  ///
  /// @param due deliveries that are to be sent because of it
  record Retracted(int matches, int due) {
    private Retracted and(Retracted other) {
      return new Retracted(matches + other.matches, due + other.due);
    }
  }

  Future<Retracted> run(SqlConnection connection, Lane lane, LogEntry orphan) {
    return matches
        .standing(
            connection, lane.network(), lane.tenants(), orphan.block().orElseThrow(), orphan.seq())
        .compose(standing -> retract(connection, orphan, standing));
  }

  private Future<Retracted> retract(
      SqlConnection connection, LogEntry orphan, List<Matches.Key> standing) {
    Map<UUID, List<Matches.Key>> byTenant =
        standing.stream()
            .collect(
                Collectors.groupingBy(
                    key -> key.tenant().value(), TreeMap::new, Collectors.toList()));
    Future<Retracted> retracted = Future.succeededFuture(new Retracted(0, 0));
    for (List<Matches.Key> ofOneTenant : byTenant.values()) {
      retracted =
          retracted.compose(
              before -> retractOfOne(connection, orphan, ofOneTenant).map(before::and));
    }
    return retracted;
  }

  private Future<Retracted> retractOfOne(
      SqlConnection connection, LogEntry orphan, List<Matches.Key> ofOneTenant) {
    var tenant = ofOneTenant.getFirst().tenant();
    var ids = ofOneTenant.stream().map(Matches.Key::id).toList();
    return deliveries
        .overtake(connection, tenant, ids, orphan.seq(), orphan.configVersion())
        .compose(
            due ->
                matches
                    .retract(connection, tenant, ids, orphan.seq())
                    .map(changed -> new Retracted(changed.size(), due.size())));
  }
}
