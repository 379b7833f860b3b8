package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.ozmonitor.server.postgres.IdOrder;

/// Inserts deliveries of triggers that want no order, with what the caller knows: nothing is read
/// back but what cannot be known. The way of nearly all deliveries. Thread-safe.
final class PlainInsert {
  private static final String TRIGGERS =
      """
      SELECT r.entity_id, r.slug, r.revision, r.document::text AS document,
             coalesce(r.document -> 'in_order' = 'true', false) AS in_order, x.reason AS disabled
      FROM config_revision r LEFT JOIN disabled_endpoints x
        ON x.tenant_id = r.tenant_id AND x.trigger_id = r.entity_id AND x.revision = r.revision
      WHERE r.kind = 'trigger' AND r.entity_id = ANY ($1) AND r.to_version IS NULL\
      """;

  static final String INSERT =
      DeliverySql.NOW
          + """
          , made AS (
            INSERT INTO deliveries (tenant_id, id, match_id, trigger_id, event, cause_seq,
                                    config_version, created_at, first_attempt_at)
            SELECT t.tenant_id, t.id, t.match_id, t.trigger_id, t.event, t.cause_seq,
                   t.config_version, now.at, CASE WHEN t.fresh THEN now.at END
            FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::bigint[],
                        $7::bigint[], $8::boolean[])
              AS t (tenant_id, id, match_id, trigger_id, event, cause_seq, config_version, fresh),
              now
            ON CONFLICT DO NOTHING RETURNING tenant_id, id, trigger_id, first_attempt_at),
          queued AS (
            INSERT INTO delivery_queue (tenant_id, delivery_id, trigger_id, due_at, attempt,
                                        claimed_until, claimed_by, claim_epoch)
            SELECT m.tenant_id, m.id, m.trigger_id,
                   CASE WHEN fresh THEN until ELSE now.at END,
                   fresh::integer, CASE WHEN fresh THEN until END,
                   CASE WHEN fresh THEN $9::text END, fresh::integer
            FROM now, made m,
              LATERAL (SELECT m.first_attempt_at IS NOT NULL AS fresh,
                              now.at + $10::bigint * interval '1 ms' AS until) AS claim
            RETURNING delivery_id, claimed_until)
          SELECT delivery_id, claimed_until FROM queued WHERE claimed_until IS NOT NULL\
          """;

  private static final Comparator<NewDelivery> BY_ID =
      Comparator.<NewDelivery, UUID>comparing(
              delivery -> delivery.tenant().value(), IdOrder.BY_BYTES)
          .thenComparing(NewDelivery::id, IdOrder.BY_BYTES);

  private final Duration claimTimeout;

  PlainInsert(Duration claimTimeout) {
    this.claimTimeout = claimTimeout;
  }

  /// The triggers of some deliveries as they are now.
  ///
  /// @param inOrder whether one of them wants its deliveries in order
  record Triggers(boolean inOrder, Map<UUID, Target> byId) {}

  /// @param disabled why the endpoint of that revision gets nothing any more
  record Target(ClaimedDelivery.TriggerRevision trigger, Optional<String> disabled) {}

  Future<Triggers> triggers(SqlConnection transaction, List<NewDelivery> deliveries) {
    return transaction
        .preparedQuery(TRIGGERS)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(
                    deliveries.stream().map(NewDelivery::trigger).distinct().toArray(UUID[]::new)))
        .map(PlainInsert::triggers);
  }

  private static Triggers triggers(RowSet<Row> rows) {
    Map<UUID, Target> byId = new HashMap<>();
    boolean inOrder = false;
    for (Row row : rows) {
      inOrder |= row.getBoolean("in_order");
      var trigger =
          new ClaimedDelivery.TriggerRevision(
              row.getString("slug"), row.getInteger("revision"), row.getString("document"));
      byId.put(
          row.getUUID("entity_id"),
          new Target(trigger, Optional.ofNullable(row.getString("disabled"))));
    }
    return new Triggers(inOrder, byId);
  }

  /// Who claims.
  ///
  /// @param nanos monotonic time before the claim
  record Claimant(String node, long nanos) {}

  /// Those that are now claimed, in their order.
  ///
  /// @param deliveries no id twice
  /// @param contents of all that may be claimed
  /// @param claimNow so many of the first
  Future<List<ClaimedDelivery>> insert(
      SqlConnection transaction,
      List<NewDelivery> deliveries,
      Map<UUID, FreshContent> contents,
      Triggers triggers,
      int claimNow,
      Claimant claimant) {
    List<NewDelivery> first = deliveries.subList(0, Math.min(claimNow, deliveries.size()));
    Set<UUID> fresh = first.stream().map(NewDelivery::id).collect(Collectors.toSet());
    List<NewDelivery> sorted = deliveries.stream().sorted(BY_ID).toList();
    return transaction
        .preparedQuery(INSERT)
        .execute(
            DeliverySql.columns(sorted)
                .addArrayOfBoolean(
                    sorted.stream()
                        .map(delivery -> fresh.contains(delivery.id()))
                        .toArray(Boolean[]::new))
                .addString(claimant.node())
                .addLong(claimTimeout.toMillis()))
        .map(
            rows -> {
              Map<UUID, OffsetDateTime> until = HashMap.newHashMap(rows.size());
              rows.forEach(row -> until.put(row.getUUID(0), row.getOffsetDateTime(1)));
              return first.stream()
                  .filter(delivery -> until.containsKey(delivery.id()))
                  .map(
                      delivery ->
                          claim(
                              delivery,
                              Objects.requireNonNull(contents.get(delivery.match())),
                              Optional.ofNullable(triggers.byId().get(delivery.trigger())),
                              Objects.requireNonNull(until.get(delivery.id())),
                              claimant.nanos()))
                  .toList();
            });
  }

  private ClaimedDelivery claim(
      NewDelivery delivery,
      FreshContent content,
      Optional<Target> target,
      OffsetDateTime until,
      long before) {
    return new ClaimedDelivery(
        delivery.tenant(),
        delivery.id(),
        delivery.match(),
        delivery.trigger(),
        delivery.event(),
        delivery.causeSeq(),
        1,
        1,
        until,
        before,
        before + claimTimeout.toNanos(),
        Duration.ZERO,
        Duration.ZERO,
        content.network(),
        content.match(),
        target.map(Target::trigger),
        target.flatMap(Target::disabled),
        Optional.empty(),
        false,
        content.suppressed());
  }
}
