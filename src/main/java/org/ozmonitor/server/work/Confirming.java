package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.UUID;
import org.ozmonitor.server.block.LogEntry;
import org.ozmonitor.server.notification.Deliveries;
import org.ozmonitor.server.notification.HeldDeliveries;
import org.ozmonitor.server.notification.NewDelivery;

/// Confirms the matches that an entry of the block log reaches, sends what was held for them, and
/// tells of the minutes that the entry ends, in the transaction that moves the lane to this entry.
/// Thread-safe.
final class Confirming {
  private final AwaitedRows rows = new AwaitedRows();
  private final Digesting digesting;
  private final HeldDeliveries held;
  private final Deliveries deliveries;
  private final String node;

  Confirming(HeldDeliveries held, Deliveries deliveries, String node) {
    this.held = held;
    this.deliveries = deliveries;
    this.node = node;
    this.digesting = new Digesting(deliveries, node);
  }

  /// What an entry confirmed. Immutable.
  ///
  /// @param reached matches that are not awaited any more, whether or not they are sent
  /// @param matches those of them that are confirmed now
  /// @param due deliveries that are to be sent from now on
  /// @param awaiting what the lane's matches wait for from here; more of the same, where they were
  ///     too many for one transaction
  record Confirmed(int reached, int matches, int due, Awaiting awaiting) {
    /// Nothing was looked for.
    static Confirmed nothing(Awaiting awaiting) {
      return new Confirmed(0, 0, 0, awaiting);
    }

    /// Whether the entry may confirm more than fitted into one transaction.
    boolean isPartOf(LogEntry entry) {
      return reached > 0 && awaiting.isReachedBy(entry);
    }
  }

  /// Confirms what stands and was caused before `entry`.
  Future<Confirmed> run(SqlConnection connection, Lane lane, LogEntry entry) {
    return rows.confirm(connection, lane.network(), lane.tenants(), entry)
        .compose(reached -> send(connection, lane, entry, reached));
  }

  private Future<Confirmed> send(
      SqlConnection connection, Lane lane, LogEntry entry, AwaitedRows.Reached reached) {
    int confirmed = reached.confirmed().size();
    return release(connection, reached.confirmed(), entry.seq())
        .compose(
            released -> digesting.run(connection, lane, entry).map(digests -> released + digests))
        .compose(
            due ->
                awaiting(connection, lane)
                    .map(next -> new Confirmed(reached.matches(), confirmed, due, next)));
  }

  private Future<Awaiting> awaiting(SqlConnection connection, Lane lane) {
    Future<Awaiting> matches = rows.awaiting(connection, lane.network(), lane.tenants());
    Future<Long> digests = digesting.next(connection, lane);
    return Future.all(matches, digests).map(_ -> matches.result().andDigest(digests.result()));
  }

  private Future<Integer> release(SqlConnection connection, List<Matches.Key> confirmed, long seq) {
    if (confirmed.isEmpty()) {
      return Future.succeededFuture(0);
    }
    List<UUID> tenants = confirmed.stream().map(key -> key.tenant().value()).toList();
    List<UUID> ids = confirmed.stream().map(Matches.Key::id).toList();
    return held.release(connection, tenants, ids, seq)
        .compose(released -> insert(connection, released));
  }

  private Future<Integer> insert(SqlConnection connection, List<NewDelivery> released) {
    return deliveries.insert(connection, released, 0, node).map(_ -> released.size());
  }
}
