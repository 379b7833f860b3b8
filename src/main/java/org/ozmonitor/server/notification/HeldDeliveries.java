package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.ozmonitor.core.tenant.TenantId;

/// Owns the deliveries that wait for their match to be confirmed: rows of `deliveries` that are
/// `held`, without an outcome and without a row in `delivery_queue`. They are no work for anybody
/// until they are released. A retraction cancels them like any delivery that was never claimed.
/// Stateless, thread-safe.
public final class HeldDeliveries {
  private static final String HOLD =
      """
      INSERT INTO deliveries (tenant_id, id, match_id, trigger_id, event, cause_seq, config_version,
                              held)
      SELECT tenant_id, id, match_id, trigger_id, event, cause_seq, config_version, true
      FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::bigint[],
                  $7::bigint[])
        AS t (tenant_id, id, match_id, trigger_id, event, cause_seq, config_version)
      ORDER BY tenant_id, id
      ON CONFLICT DO NOTHING\
      """;

  private static final String RELEASE =
      """
      DELETE FROM deliveries d
      USING unnest($1::uuid[], $2::uuid[]) AS t (tenant_id, match_id)
      WHERE d.tenant_id = t.tenant_id AND d.match_id = t.match_id AND d.held AND d.outcome IS NULL
      RETURNING d.tenant_id, d.match_id, d.trigger_id, d.event, d.cause_seq, d.config_version\
      """;

  /// Stores deliveries that are not to be sent yet, in the caller's transaction. Their matches must
  /// be in the database.
  public Future<Void> hold(SqlConnection transaction, List<NewDelivery> deliveries) {
    return deliveries.isEmpty()
        ? Future.succeededFuture()
        : transaction.preparedQuery(HOLD).execute(DeliverySql.columns(deliveries)).mapEmpty();
  }

  /// Takes what is held for some matches out, in the caller's transaction, which must insert what
  /// this returns with {@link Deliveries#insert}. A held `confirmed` becomes one of `seq`; a held
  /// `detected` keeps the entry that caused it, and so its id.
  ///
  /// @param tenants one per match
  /// @param seq the entry that confirms the matches
  public Future<List<NewDelivery>> release(
      SqlConnection transaction, List<UUID> tenants, List<UUID> matches, long seq) {
    return transaction
        .preparedQuery(RELEASE)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(tenants.toArray(UUID[]::new))
                .addArrayOfUUID(matches.toArray(UUID[]::new)))
        .map(
            rows -> {
              Collection<NewDelivery> released = new ArrayList<>(rows.size());
              rows.forEach(row -> released.add(delivery(row, seq)));
              return List.copyOf(released);
            });
  }

  private static NewDelivery delivery(Row row, long seq) {
    String event = row.getString("event");
    return new NewDelivery(
        new TenantId(row.getUUID("tenant_id")),
        row.getUUID("match_id"),
        row.getUUID("trigger_id"),
        event,
        event.equals("confirmed") ? seq : row.getLong("cause_seq"),
        row.getLong("config_version"));
  }
}
