package org.ozmonitor.server.cluster;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.ozmonitor.core.watch.Tip;

/// Owns the table `lease`. Every method is one statement; no clock takes part. Thread-safe.
public final class Leases {
  private static final String TAKE =
      """
      UPDATE lease SET owner = $2, epoch = epoch + 1, renewals = 0, renewed_at = ozm_now()
      WHERE name = $1 AND epoch = $3 AND renewals = $4
      RETURNING epoch\
      """;

  private static final String CREATE =
      """
      INSERT INTO lease (name, owner, epoch, renewed_at) VALUES ($1, $2, 1, ozm_now())
      ON CONFLICT (name) DO NOTHING
      RETURNING epoch\
      """;

  private static final String RENEW =
      """
      UPDATE lease SET renewals = renewals + 1, renewed_at = ozm_now(),
        head_height = coalesce($4, head_height)
      WHERE name = $1 AND owner = $2 AND epoch = $3\
      """;

  private static final String RELEASE =
      "UPDATE lease SET owner = NULL WHERE name = $1 AND owner = $2 AND epoch = $3";

  private static final String LOCK =
      """
      SELECT tip_seq, tip_height, tip_hash FROM lease
      WHERE name = $1 AND owner = $2 AND epoch = $3
      FOR NO KEY UPDATE\
      """;

  private final SqlClient client;
  private final LeaseHints hints;
  private final LeaseLooks looks;

  /// Without hints: what is given back is found by looking.
  public Leases(SqlClient client) {
    this(client, LeaseHints.none());
  }

  public Leases(SqlClient client, LeaseHints hints) {
    this.client = client;
    this.hints = hints;
    this.looks = new LeaseLooks(this::read);
  }

  /// What an observer sees of a lease.
  ///
  /// @param owner empty when it was released
  public record Observation(Optional<String> owner, long epoch, long renewals) {
    /// Whether nothing has happened since the earlier observation.
    boolean isUnchangedSince(Observation earlier) {
      return epoch == earlier.epoch && renewals == earlier.renewals;
    }
  }

  /// The lease as it stands, or empty when nobody ever took it. Those asked for at the same time
  /// are read together.
  public Future<Optional<Observation>> observe(String name) {
    return looks.look(name);
  }

  private Future<Map<String, Observation>> read(Collection<String> names) {
    return client
        .preparedQuery("SELECT name, owner, epoch, renewals FROM lease WHERE name = ANY ($1)")
        .execute(Tuple.tuple().addArrayOfString(names.toArray(String[]::new)))
        .map(
            rows -> {
              Map<String, Observation> found = new HashMap<>();
              for (Row row : rows) {
                found.put(
                    row.getString(0),
                    new Observation(
                        Optional.ofNullable(row.getString(1)), row.getLong(2), row.getLong(3)));
              }
              return found;
            });
  }

  /// Takes a lease that nobody ever took; empty when somebody else was first.
  public Future<Optional<Lease>> create(String name, String owner) {
    return client
        .preparedQuery(CREATE)
        .execute(Tuple.of(name, owner))
        .map(rows -> first(rows).map(row -> new Lease(name, owner, row.getLong(0))));
  }

  /// Takes a lease that still stands as observed, under the next epoch; empty when it has changed.
  public Future<Optional<Lease>> take(String name, String owner, Observation observed) {
    return client
        .preparedQuery(TAKE)
        .execute(Tuple.of(name, owner, observed.epoch(), observed.renewals()))
        .map(rows -> first(rows).map(row -> new Lease(name, owner, row.getLong(0))));
  }

  /// Shows that the owner lives; false when the lease is no longer its own.
  public Future<Boolean> renew(Lease lease) {
    return renew(lease, OptionalLong.empty());
  }

  /// Shows that the owner lives, and for people how high the chain is; false when the lease is no
  /// longer its own.
  ///
  /// @param head height up to which blocks count; empty: as told before
  public Future<Boolean> renew(Lease lease, OptionalLong head) {
    return client
        .preparedQuery(RENEW)
        .execute(
            Tuple.of(
                lease.name(),
                lease.owner(),
                lease.epoch(),
                head.isPresent() ? head.getAsLong() : null))
        .map(rows -> rows.rowCount() == 1);
  }

  LeaseHints hints() {
    return hints;
  }

  /// Gives a lease back and says so, so that an observer takes it at once. Harmless when already
  /// lost.
  public Future<Void> release(Lease lease) {
    return client
        .preparedQuery(RELEASE)
        .execute(Tuple.of(lease.name(), lease.owner(), lease.epoch()))
        .onSuccess(_ -> hints.released(lease.name()))
        .mapEmpty();
  }

  /// Locks the lease's row for the rest of the transaction and reads its tip; empty when the lease
  /// is
  /// no longer the caller's, and then the caller must roll back and stop.
  public Future<Optional<Tip>> lock(SqlConnection connection, Lease lease) {
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(lease.name(), lease.owner(), lease.epoch()))
        .map(rows -> first(rows).map(Leases::tip));
  }

  /// The tip of a network's log as it stands, without a lock; empty for a network never watched.
  public Future<Optional<Tip>> tip(SqlClient reader, String name) {
    return reader
        .preparedQuery("SELECT tip_seq, tip_height, tip_hash FROM lease WHERE name = $1")
        .execute(Tuple.of(name))
        .map(rows -> first(rows).map(Leases::tip));
  }

  /// The last entries of the logs of some networks, by the names of their leases.
  public Future<Map<String, Long>> tips(SqlClient reader, Collection<String> names) {
    return reader
        .preparedQuery("SELECT name, tip_seq FROM lease WHERE name = ANY ($1)")
        .execute(Tuple.tuple().addArrayOfString(names.toArray(String[]::new)))
        .map(
            rows -> {
              Map<String, Long> tips = new HashMap<>();
              rows.forEach(row -> tips.put(row.getString(0), row.getLong(1)));
              return tips;
            });
  }

  /// Moves the tip. The transaction must hold the row by {@link #lock}.
  public Future<Void> moveTip(SqlConnection connection, Lease lease, Tip tip) {
    return connection
        .preparedQuery(
            "UPDATE lease SET tip_seq = $2, tip_height = $3, tip_hash = $4 WHERE name = $1")
        .execute(
            Tuple.of(
                lease.name(),
                tip.seq(),
                tip.height().isPresent() ? tip.height().getAsLong() : null,
                tip.hash().orElse(null)))
        .mapEmpty();
  }

  private static Tip tip(Row row) {
    return Tip.of(row.getLong(0), row.getLong(1), row.getString(2));
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    Iterator<Row> iterator = rows.iterator();
    return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
  }
}
