package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.server.block.LogEntry;
import org.ozmonitor.server.notification.Deliveries;
import org.ozmonitor.server.postgres.IdOrder;

/// Takes back what an orphaned block caused, in the transaction that moves the lane to the
/// `ORPHAN`. Matches are locked first, then deliveries: a verdict of filter scripts that is being
/// written has its deliveries in the database before they are looked for. Tenants follow each other
/// in the order of ids: whoever writes what became of deliveries locks them so. Thread-safe.
final class Retracting {
  private final QuotaRows quotas = new QuotaRows();
  private final Matches matches;
  private final Deliveries deliveries;
  private final Releasing releasing;

  Retracting(Matches matches, Deliveries deliveries, Releasing releasing) {
    this.matches = matches;
    this.deliveries = deliveries;
    this.releasing = releasing;
  }

  /// What an orphan did. Immutable.
  ///
  /// @param due deliveries that are to be sent because of it
  record Retracted(int matches, int due) {
    private Retracted and(Retracted other) {
      return new Retracted(matches + other.matches, due + other.due);
    }
  }

  /// @param configuration the one valid at the orphan
  Future<Retracted> run(
      SqlConnection connection, Lane lane, LogEntry orphan, Configuration configuration) {
    return matches
        .standing(
            connection, lane.network(), lane.tenants(), orphan.block().orElseThrow(), orphan.seq())
        .compose(standing -> retract(connection, orphan, configuration, standing))
        .compose(
            retracted ->
                quotas
                    .orphaned(
                        connection,
                        lane.network(),
                        lane.tenants(),
                        orphan.block().orElseThrow(),
                        orphan.seq())
                    .map(retracted));
  }

  private Future<Retracted> retract(
      SqlConnection connection,
      LogEntry orphan,
      Configuration configuration,
      List<Matches.Standing> standing) {
    Map<UUID, List<Matches.Standing>> byTenant =
        standing.stream()
            .collect(
                Collectors.groupingBy(
                    it -> it.key().tenant().value(),
                    () -> new TreeMap<>(IdOrder.BY_BYTES),
                    Collectors.toList()));
    Future<Retracted> retracted = Future.succeededFuture(new Retracted(0, 0));
    for (List<Matches.Standing> ofOneTenant : byTenant.values()) {
      retracted =
          retracted.compose(
              before ->
                  retractOfOne(connection, orphan, configuration, ofOneTenant).map(before::and));
    }
    return retracted;
  }

  private Future<Retracted> retractOfOne(
      SqlConnection connection,
      LogEntry orphan,
      Configuration configuration,
      List<Matches.Standing> ofOneTenant) {
    var tenant = ofOneTenant.getFirst().key().tenant();
    var ids = ofOneTenant.stream().map(it -> it.key().id()).toList();
    var alerts =
        ofOneTenant.stream()
            .filter(Matches.Standing::mayKeepBack)
            .map(it -> it.key().id())
            .toList();
    return deliveries
        .overtake(connection, tenant, ids, orphan.seq(), orphan.configVersion())
        .compose(
            due ->
                matches
                    .retract(connection, tenant, ids, orphan.seq())
                    .compose(
                        changed ->
                            releasing
                                .releaseSuppressed(
                                    connection, configuration, tenant, alerts, orphan.seq())
                                .map(
                                    released ->
                                        new Retracted(changed.size(), due.size() + released))));
  }
}
