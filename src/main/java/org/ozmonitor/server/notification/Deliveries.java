package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.ozmonitor.core.tenant.TenantId;

/// Owns the tables `deliveries`, `delivery_queue` and `delivery_attempts`. Thread-safe.
///
/// The row in `delivery_queue` is the lock of an unfinished delivery: every statement locks queue
/// rows first, in id order, then `deliveries`. A claimed row stands in the queue with `due_at` =
/// `claimed_until`, so what is due, expired claims included, is one range of one index.
public final class Deliveries {
  private final LongSupplier nanoTime;
  private final Duration claimTimeout;

  /// @param nanoTime monotonic clock, for the deadlines of claims
  /// @param claimTimeout how long a claim lasts
  public Deliveries(LongSupplier nanoTime, Duration claimTimeout) {
    this.nanoTime = nanoTime;
    this.claimTimeout = claimTimeout;
  }

  /// Inserts deliveries in the caller's transaction and returns those that are now claimed by
  /// `node`: of the first `claimNow` those that did not exist already. What exists is left alone;
  /// the others are due. Their matches must be in the database.
  ///
  /// @param claimNow slots reserved with {@link FreshDeliveries}, at least 0
  public Future<List<ClaimedDelivery>> insert(
      SqlConnection transaction, List<NewDelivery> deliveries, int claimNow, String node) {
    if (deliveries.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    Map<UUID, NewDelivery> distinct = new LinkedHashMap<>();
    deliveries.forEach(delivery -> distinct.putIfAbsent(delivery.id(), delivery));
    long before = nanoTime.getAsLong();
    return transaction
        .preparedQuery(DeliverySql.INSERT)
        .execute(
            DeliverySql.columns(List.copyOf(distinct.values()))
                .addInteger(claimNow)
                .addString(node)
                .addLong(claimTimeout.toMillis()))
        .map(rows -> claims(rows, before));
  }

  /// Writes the match as it stands into its deliveries that are still to be sent or replayed. To be
  /// called in the transaction that changes what these matches say, before it does: a retraction
  /// must not speak of the block that came after it.
  ///
  /// @param tenants one per match
  /// @param causeSeq seq of the entry that changes them; later matches stay as they are
  public Future<Void> keepPayloads(
      SqlConnection transaction, List<UUID> tenants, List<UUID> matches, long causeSeq) {
    return transaction
        .preparedQuery(DeliverySql.KEEP_PAYLOADS)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(tenants.toArray(UUID[]::new))
                .addArrayOfUUID(matches.toArray(UUID[]::new))
                .addLong(causeSeq))
        .mapEmpty();
  }

  /// Ends what an orphaned block leaves behind, in the caller's transaction: deliveries of these
  /// matches caused before `causeSeq` are cancelled when never claimed, else superseded (dead
  /// letters too). Inserts a `retracted` delivery for each trigger that may have heard of the match
  /// and wants to hear of this, due when the claim that may still be running has ended, and returns
  /// them.
  ///
  /// @param causeSeq seq of the `ORPHAN` entry
  public Future<List<NewDelivery>> overtake(
      SqlConnection transaction,
      TenantId tenant,
      List<UUID> matches,
      long causeSeq,
      long configVersion) {
    if (matches.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    Tuple which =
        Tuple.tuple()
            .addUUID(tenant.value())
            .addArrayOfUUID(matches.toArray(UUID[]::new))
            .addLong(causeSeq);
    Tuple all =
        Tuple.tuple()
            .addUUID(tenant.value())
            .addArrayOfUUID(matches.toArray(UUID[]::new))
            .addLong(causeSeq)
            .addLong(configVersion);
    return transaction
        .preparedQuery(DeliverySql.LOCK_QUEUE)
        .execute(which)
        .compose(_ -> transaction.preparedQuery(DeliverySql.OVERTAKE).execute(all))
        .compose(owed -> retract(transaction, tenant, owed, causeSeq, configVersion));
  }

  private static Future<List<NewDelivery>> retract(
      SqlConnection transaction,
      TenantId tenant,
      RowSet<Row> owed,
      long causeSeq,
      long configVersion) {
    List<NewDelivery> retractions = new ArrayList<>(owed.size());
    List<OffsetDateTime> due = new ArrayList<>(owed.size());
    for (Row row : owed) {
      retractions.add(
          new NewDelivery(
              tenant,
              row.getUUID("match_id"),
              row.getUUID("trigger_id"),
              "retracted",
              causeSeq,
              configVersion));
      due.add(row.getOffsetDateTime("due_at"));
    }
    if (retractions.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return transaction
        .preparedQuery(DeliverySql.RETRACT)
        .execute(
            DeliverySql.columns(retractions)
                .addArrayOfOffsetDateTime(due.toArray(OffsetDateTime[]::new)))
        .map(_ -> retractions);
  }

  /// Claims what is due, longest due first, expired claims of others included.
  ///
  /// @param limit at least 1
  public Future<List<ClaimedDelivery>> claim(SqlClient client, String node, int limit) {
    long before = nanoTime.getAsLong();
    return client
        .preparedQuery(DeliverySql.CLAIM)
        .execute(Tuple.of(limit, node, claimTimeout.toMillis()))
        .map(rows -> claims(rows, before));
  }

  /// Writes completions; those whose claim is no longer the last one change nothing. In one
  /// statement, so all or none.
  Future<Written> finish(SqlClient client, List<Completion> completions) {
    return client
        .preparedQuery(DeliverySql.FINISH)
        .execute(DeliverySql.completions(completions))
        .compose(
            rows -> {
              Map<UUID, Completion> late = new HashMap<>();
              completions.forEach(completion -> late.put(completion.claim().id(), completion));
              for (Row row : rows) {
                late.remove(row.getUUID(0));
              }
              return hasten(client, List.copyOf(late.values()))
                  .map(hastened -> new Written(completions.size() - late.size(), hastened));
            });
  }

  /// What a batch of completions changed.
  ///
  /// @param applied completions whose claim was still the last one
  /// @param hastened retractions that are due at once, since what they retract has been answered
  record Written(int applied, int hastened) {}

  /// A retraction waits for the claim that it overtook. When that very claim is answered, the wait
  /// is over.
  private static Future<Integer> hasten(SqlClient client, List<Completion> late) {
    if (late.isEmpty()) {
      return Future.succeededFuture(0);
    }
    return client
        .preparedQuery(DeliverySql.HASTEN)
        .execute(DeliverySql.claimEnds(late))
        .map(RowSet::rowCount);
  }

  /// Makes the daily partitions of the history, today to the day after tomorrow.
  Future<Void> ensurePartitions(SqlClient client) {
    return client
        .query(
            "SELECT ozm_ensure_attempts_partition((ozm_now() AT TIME ZONE 'UTC')::date + day)"
                + " FROM generate_series(0, 2) AS day")
        .execute()
        .mapEmpty();
  }

  /// What waits and what is lost, for meters.
  ///
  /// @param oldestDue how long the longest due delivery has been due; zero when none is
  record Backlog(Duration oldestDue, long deadLetters) {}

  Future<Backlog> backlog(SqlClient client) {
    return client
        .query(DeliverySql.BACKLOG)
        .execute()
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Backlog(Duration.ofMillis(row.getLong(0)), row.getLong(1));
            });
  }

  private List<ClaimedDelivery> claims(RowSet<Row> rows, long before) {
    List<ClaimedDelivery> claims = new ArrayList<>(rows.size());
    for (Row row : rows) {
      claims.add(claim(row, before));
    }
    return claims;
  }

  private ClaimedDelivery claim(Row row, long before) {
    String key = row.getString("trigger_key");
    Optional<ClaimedDelivery.TriggerRevision> trigger =
        key == null
            ? Optional.empty()
            : Optional.of(
                new ClaimedDelivery.TriggerRevision(
                    key, row.getInteger("trigger_revision"), row.getString("trigger_document")));
    return new ClaimedDelivery(
        new TenantId(row.getUUID("tenant_id")),
        row.getUUID("delivery_id"),
        row.getUUID("match_id"),
        row.getUUID("trigger_id"),
        row.getString("event"),
        row.getLong("cause_seq"),
        row.getInteger("attempt"),
        row.getLong("claim_epoch"),
        row.getOffsetDateTime("claimed_until"),
        before,
        before + claimTimeout.toNanos(),
        Duration.ofMillis(row.getLong("since_first_ms")),
        Duration.ofMillis(row.getLong("since_created_ms")),
        row.getString("network"),
        row.getString("match"),
        variables(row.getString("variables")),
        trigger);
  }

  private static Map<String, String> variables(String json) {
    Map<String, String> variables = new HashMap<>();
    new JsonObject(json)
        .forEach(entry -> variables.put(entry.getKey(), String.valueOf(entry.getValue())));
    return variables;
  }
}
