package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.fixture.TestDatabase;

/// Rows that deliveries need, and a look at what becomes of them.
final class NotificationRows {
  static final UUID TRIGGER = new UUID(7, 7);
  static final UUID NETWORK = new UUID(8, 8);

  private final TestDatabase database;

  NotificationRows(TestDatabase database) {
    this.database = database;
    var _ =
        select(
            "INSERT INTO tenants (id, slug, name) VALUES ($1, 'default', 'Default')",
            TenantId.DEFAULT.value());
    var _ =
        select(
            "INSERT INTO networks (id, slug, document, version) VALUES ($1, 'simulated', '{}', 1)",
            NETWORK);
  }

  static <T> T await(Future<T> future) {
    return future.timeout(20, TimeUnit.SECONDS).await();
  }

  void tenant(TenantId tenant) {
    var _ =
        select(
            "INSERT INTO tenants (id, slug, name) VALUES ($1, $2, 'Another')",
            tenant.value(),
            tenant.value().toString());
  }

  UUID match(int number) {
    return match(TenantId.DEFAULT, number);
  }

  UUID match(TenantId tenant, int number) {
    UUID id = new UUID(1, number);
    var _ =
        select(
            "INSERT INTO matches (tenant_id, id, monitor_id, revision, network_id, seq, height,"
                + " block_hash, transaction_id, state, match_json, variables)"
                + " VALUES ($1, $2, $2, 1, $3, 1, 1, '0xb', '0xt', 'detected', $4, $5)",
            tenant.value(),
            id,
            NETWORK,
            new JsonObject().put("EVM", new JsonObject().put("n", number)).encode(),
            new JsonObject().put("monitor.name", "M" + number).encode());
    return id;
  }

  /// A webhook trigger from version 1 on.
  void trigger(JsonObject document) {
    trigger(TRIGGER, document);
  }

  void trigger(UUID id, JsonObject document) {
    trigger(TenantId.DEFAULT, id, document);
  }

  void trigger(TenantId tenant, UUID id, JsonObject document) {
    var _ =
        select(
            "INSERT INTO config_revision (tenant_id, kind, entity_id, revision, slug, document,"
                + " from_version) VALUES ($1, 'trigger', $2, 1, 'hook', $3::text::jsonb, 1)",
            tenant.value(),
            id,
            document.encode());
  }

  /// Replaces the open revision at `version`.
  void changeTrigger(long version, JsonObject document) {
    endTrigger(version);
    var _ =
        select(
            "INSERT INTO config_revision (tenant_id, kind, entity_id, revision, slug, document,"
                + " from_version) VALUES ($1, 'trigger', $2, $3::bigint, 'hook', $4::text::jsonb,"
                + " $3::bigint)",
            TenantId.DEFAULT.value(),
            TRIGGER,
            version,
            document.encode());
  }

  void endTrigger(long version) {
    var _ =
        select(
            "UPDATE config_revision SET to_version = $2 WHERE entity_id = $1 AND to_version IS"
                + " NULL",
            TRIGGER,
            version);
  }

  static JsonObject webhook(String url) {
    return new JsonObject()
        .put("name", "Hook")
        .put("trigger_type", "webhook")
        .put(
            "config",
            new JsonObject()
                .put("url", plain(url))
                .put("secret", plain("s3cr3t"))
                .put(
                    "message",
                    new JsonObject().put("title", "${monitor.name}").put("body", "moved")));
  }

  private static JsonObject plain(String value) {
    return new JsonObject().put("type", "plain").put("value", value);
  }

  static NewDelivery detected(UUID match, long seq) {
    return new NewDelivery(TenantId.DEFAULT, match, TRIGGER, "detected", seq, 1);
  }

  static NewDelivery detected(UUID match, UUID trigger) {
    return new NewDelivery(TenantId.DEFAULT, match, trigger, "detected", 5, 1);
  }

  List<ClaimedDelivery> insert(Deliveries deliveries, int claimNow, NewDelivery... all) {
    return await(
        database
            .engine()
            .inTransaction(
                transaction -> deliveries.insert(transaction, List.of(all), claimNow, "a")));
  }

  List<NewDelivery> overtake(Deliveries deliveries, UUID match, long seq) {
    return overtake(deliveries, match, seq, 1);
  }

  List<NewDelivery> overtake(Deliveries deliveries, UUID match, long seq, long configVersion) {
    return await(
        database
            .engine()
            .inTransaction(
                transaction ->
                    deliveries.overtake(
                        transaction, TenantId.DEFAULT, List.of(match), seq, configVersion)));
  }

  /// Event and outcome of each delivery in order of their cause; `-` for unfinished.
  List<String> outcomes() {
    return select(
            "SELECT event, coalesce(outcome, '-') FROM deliveries ORDER BY cause_seq, match_id")
        .stream()
        .map(row -> row.getFirst() + " " + row.getLast())
        .toList();
  }

  /// The rows of a query, each column as text.
  List<List<String>> select(String sql, Object... arguments) {
    List<List<String>> rows = new ArrayList<>();
    for (Row row :
        await(
            database
                .engine()
                .reader()
                .preparedQuery(sql)
                .execute(Tuple.wrap(List.of(arguments))))) {
      rows.add(
          IntStream.range(0, row.size()).mapToObj(i -> String.valueOf(row.getValue(i))).toList());
    }
    return rows;
  }
}
