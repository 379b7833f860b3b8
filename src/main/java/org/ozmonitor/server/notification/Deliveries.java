package org.ozmonitor.server.notification;

import io.vertx.core.Future;
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
  private final PlainInsert plain;

  /// @param nanoTime monotonic clock, for the deadlines of claims
  /// @param claimTimeout how long a claim lasts
  public Deliveries(LongSupplier nanoTime, Duration claimTimeout) {
    this.nanoTime = nanoTime;
    this.claimTimeout = claimTimeout;
    this.plain = new PlainInsert(claimTimeout);
  }

  /// Inserts deliveries in the caller's transaction and returns those that are now claimed by
  /// `node`: of the first `claimNow` those that did not exist already. What exists is left alone;
  /// the others are due. Their matches must be in the database.
  ///
  /// @param claimNow slots reserved with {@link FreshDeliveries}, at least 0
  public Future<List<ClaimedDelivery>> insert(
      SqlConnection transaction, List<NewDelivery> deliveries, int claimNow, String node) {
    return insert(transaction, deliveries, Optional.empty(), claimNow, node);
  }

  /// As {@link #insert(SqlConnection, List, int, String)}, of matches whose content need not be
  /// read again.
  ///
  /// @param contents of all their matches as they have just been stored, by match id
  public Future<List<ClaimedDelivery>> insert(
      SqlConnection transaction,
      List<NewDelivery> deliveries,
      Map<UUID, FreshContent> contents,
      int claimNow,
      String node) {
    return insert(transaction, deliveries, Optional.of(contents), claimNow, node);
  }

  private Future<List<ClaimedDelivery>> insert(
      SqlConnection transaction,
      List<NewDelivery> deliveries,
      Optional<Map<UUID, FreshContent>> contents,
      int claimNow,
      String node) {
    if (deliveries.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    List<NewDelivery> distinct = distinct(deliveries);
    if (contents.isEmpty() && claimNow > 0) {
      return insertInOrder(transaction, distinct, claimNow, node);
    }
    return plain
        .triggers(transaction, distinct)
        .compose(
            triggers ->
                triggers.inOrder()
                    ? insertInOrder(transaction, distinct, claimNow, node)
                    : plain.insert(
                        transaction,
                        distinct,
                        contents.orElse(Map.of()),
                        triggers,
                        claimNow,
                        new PlainInsert.Claimant(node, nanoTime.getAsLong())));
  }

  private Future<List<ClaimedDelivery>> insertInOrder(
      SqlConnection transaction, List<NewDelivery> deliveries, int claimNow, String node) {
    long before = nanoTime.getAsLong();
    return transaction
        .preparedQuery(DeliverySql.INSERT)
        .execute(
            DeliverySql.columns(deliveries)
                .addInteger(claimNow)
                .addString(node)
                .addLong(claimTimeout.toMillis()))
        .map(rows -> claims(rows, before));
  }

  private static List<NewDelivery> distinct(List<NewDelivery> deliveries) {
    Map<UUID, NewDelivery> byId = new LinkedHashMap<>();
    deliveries.forEach(delivery -> byId.putIfAbsent(delivery.id(), delivery));
    return List.copyOf(byId.values());
  }

  private static MatchContent content(Row row) {
    return MatchContent.stored(row.getString("match"), row.getString("variables"));
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
  /// letters too); retractions on their way stay. Inserts a `retracted` delivery for each trigger
  /// that may have heard of the match
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
        .preparedQuery(DeliverySql.LOCK_DEAD)
        .execute(which)
        .compose(_ -> transaction.preparedQuery(DeliverySql.LOCK_QUEUE).execute(which))
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
  Future<List<ClaimedDelivery>> claim(SqlClient client, String node, ClaimRules rules) {
    long before = nanoTime.getAsLong();
    return client
        .preparedQuery(ClaimSql.CLAIM)
        .execute(ClaimColumns.claim(rules, node, claimTimeout))
        .map(rows -> claims(rows, before));
  }

  /// Writes completions, all or none. Those whose claim is no longer the last one change nothing
  /// but the history.
  Future<Written> finish(SqlClient client, List<Completion> completions) {
    return client
        .preparedQuery(ClaimSql.FINISH)
        .execute(ClaimColumns.completions(completions))
        .compose(
            rows -> {
              Map<UUID, Completion> late = new HashMap<>();
              completions.forEach(completion -> late.put(completion.claim().id(), completion));
              for (Row row : rows) {
                late.remove(row.getUUID(0));
              }
              List<Completion> inTime =
                  completions.stream().filter(c -> !late.containsKey(c.claim().id())).toList();
              return answeredLate(client, List.copyOf(late.values()))
                  .compose(
                      hastened ->
                          wake(client, inTime)
                              .map(woken -> new Written(inTime.size(), hastened + woken)));
            });
  }

  /// What a batch of completions changed.
  ///
  /// @param applied completions whose claim was still the last one
  /// @param due deliveries that are due with it: retractions of what has been answered, and those
  /// whose turn it is
  record Written(int applied, int due) {}

  /// The history tells them all the same. A retraction waits for the claim that it overtook: when
  /// that very claim is answered, the wait is over.
  private static Future<Integer> answeredLate(SqlClient client, List<Completion> late) {
    if (late.isEmpty()) {
      return Future.succeededFuture(0);
    }
    return client
        .preparedQuery(ClaimSql.LATE_ATTEMPTS)
        .execute(ClaimColumns.lateAttempts(late))
        .compose(_ -> client.preparedQuery(ClaimSql.HASTEN).execute(ClaimColumns.claimEnds(late)))
        .map(RowSet::rowCount);
  }

  /// Where deliveries go in order, those that follow the finished ones are due.
  private static Future<Integer> wake(SqlClient client, List<Completion> completions) {
    List<ClaimedDelivery> finished =
        completions.stream()
            .filter(completion -> completion.step() instanceof Completion.Step.Finish)
            .map(Completion::claim)
            .filter(claim -> claim.orderKey().isPresent())
            .toList();
    return finished.isEmpty()
        ? Future.succeededFuture(0)
        : client
            .preparedQuery(ClaimSql.WAKE)
            .execute(ClaimColumns.orderKeys(finished))
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
  /// @param disabled triggers whose receiver is gone
  record Backlog(Duration oldestDue, long deadLetters, long disabled) {}

  Future<Backlog> backlog(SqlClient client) {
    return client
        .query(ClaimSql.BACKLOG)
        .execute()
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Backlog(Duration.ofMillis(row.getLong(0)), row.getLong(1), row.getLong(2));
            });
  }

  private List<ClaimedDelivery> claims(RowSet<Row> rows, long before) {
    Map<UUID, ClaimedDelivery.TriggerRevision> triggers = new HashMap<>();
    for (Row row : rows) {
      String document = row.getString("trigger_document");
      if (document != null) {
        triggers.put(
            row.getUUID("trigger_id"),
            new ClaimedDelivery.TriggerRevision(
                row.getString("trigger_key"), row.getInteger("trigger_revision"), document));
      }
    }
    List<ClaimedDelivery> claims = new ArrayList<>(rows.size());
    for (Row row : rows) {
      var trigger = Optional.ofNullable(triggers.get(row.getUUID("trigger_id")));
      claims.add(claim(row, trigger, content(row), before));
    }
    return claims;
  }

  private ClaimedDelivery claim(
      Row row,
      Optional<ClaimedDelivery.TriggerRevision> trigger,
      MatchContent content,
      long before) {
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
        content,
        trigger,
        Optional.ofNullable(row.getString("disabled")),
        Optional.ofNullable(row.getUUID("order_key")),
        row.getBoolean("replay"),
        row.getLong("suppressed"));
  }
}
