package org.ozmonitor.server.balance;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Function;
import org.ozmonitor.server.cluster.Lease;
import org.ozmonitor.server.cluster.Leases;
import org.ozmonitor.server.postgres.Database;

/// Transactions that only the leader can commit: each locks the row of its lease first. Immutable,
/// thread-safe.
record Leadership(Database database, Leases leases) {
  /// Runs `work` in a transaction; fails, with nothing changed, when the lease is lost.
  <T> Future<T> transaction(Lease lease, Function<SqlConnection, Future<T>> work) {
    return database.inTransaction(
        connection ->
            leases
                .lock(connection, lease)
                .compose(
                    ours ->
                        ours.isPresent()
                            ? work.apply(connection)
                            : Future.failedFuture(
                                new IllegalStateException("no longer the leader"))));
  }
}
