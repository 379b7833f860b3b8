package org.ozmonitor.server.definition;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.definition.RevisionPlan.Begun;
import org.ozmonitor.server.definition.RevisionPlan.Desired;
import org.ozmonitor.server.definition.RevisionPlan.EntityKey;
import org.ozmonitor.server.definition.RevisionPlan.Kind;
import org.ozmonitor.server.definition.RevisionPlan.Last;
import org.ozmonitor.server.secret.DocumentSeal;

/// The statements of one configuration transaction. Confined to it.
final class Revisions {
  private static final int BATCH = 1000;

  private static final String LAST =
      """
      SELECT DISTINCT ON (kind, entity_id)
             kind, entity_id, revision, digest, source, to_version IS NULL AS open
      FROM config_revision
      WHERE (kind IN ('monitor', 'trigger', 'filter_script') AND tenant_id = $1)
         OR (kind = 'network' AND tenant_id IS NULL)
      ORDER BY kind, entity_id, revision DESC\
      """;

  private static final String LAST_OF_KIND =
      """
      SELECT kind, entity_id, revision, digest, source, to_version IS NULL AS open
      FROM config_revision
      WHERE kind = $2 AND tenant_id = $1
      ORDER BY revision DESC LIMIT 1\
      """;

  private static final String END =
      """
      UPDATE config_revision AS r SET to_version = $1
      FROM unnest($2::text[], $3::uuid[]) AS gone (kind, id)
      WHERE r.kind = gone.kind AND r.entity_id = gone.id AND r.to_version IS NULL\
      """;

  private static final String BEGIN =
      """
      INSERT INTO config_revision (tenant_id, kind, entity_id, revision, slug, document, digest,
                                   source, from_version)
      VALUES ($1, $2, $3, $4, $5, $6::text::jsonb, $7, $8, $9)\
      """;

  private static final String MOVE =
      """
      UPDATE config_revision SET source = $3
      WHERE kind = $1 AND entity_id = $2 AND to_version IS NULL\
      """;

  private static final String PUT_NETWORK =
      """
      INSERT INTO networks (id, slug, document, active, version)
      VALUES ($1, $2, $3::text::jsonb, false, $4)
      ON CONFLICT (id) DO UPDATE
      SET slug = excluded.slug, document = excluded.document, version = excluded.version\
      """;

  /// A network is active while an active monitor of any tenant that is served names it; who has
  /// such a monitor has a claim on it. One that is inactive comes to life by this tenant alone. Of
  /// the others one is looked for, not all: `#>` keeps away from the index of all monitors of
  /// it.
  private static final String ACTIVATE_NETWORKS =
      """
      WITH now AS (
        SELECT n.id,
               EXISTS (
                 SELECT FROM monitors m JOIN tenants t ON t.id = m.tenant_id
                 WHERE m.tenant_id = $2 AND m.active AND m.document #> '{networks}' ? n.slug
                   AND t.status IN ('active', 'trial'))
               OR n.active AND EXISTS (
                 SELECT FROM network_claims c
                 WHERE c.network_id = n.id AND c.tenant_id <> $2 AND EXISTS (
                   SELECT FROM monitors m JOIN tenants t ON t.id = m.tenant_id
                   WHERE m.tenant_id = c.tenant_id AND m.active
                     AND m.document #> '{networks}' ? n.slug AND t.status IN ('active', 'trial')
                   OFFSET 0)) AS active
        FROM networks n WHERE n.tenant_id IS NULL)
      UPDATE networks SET active = now.active, version = $1
      FROM now WHERE networks.id = now.id AND networks.active <> now.active\
      """;

  private final SqlConnection connection;
  private final TenantId tenant;
  private final DocumentSeal seal;

  Revisions(SqlConnection connection, TenantId tenant, DocumentSeal seal) {
    this.connection = connection;
    this.tenant = tenant;
    this.seal = seal;
  }

  /// Locks the version for the rest of the transaction, so that commit order is version order.
  Future<Long> lockHead() {
    return connection
        .preparedQuery("SELECT version FROM config_head FOR UPDATE")
        .execute()
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /// The last revisions of what the tenant has, and of the platform's networks.
  Future<Map<EntityKey, Last>> last() {
    return connection.preparedQuery(LAST).execute(Tuple.of(tenant.value())).map(Revisions::last);
  }

  /// The last revision of that of which the tenant has one only.
  Future<Map<EntityKey, Last>> lastOf(Kind kind) {
    return connection
        .preparedQuery(LAST_OF_KIND)
        .execute(Tuple.of(tenant.value(), kind.sql()))
        .map(Revisions::last);
  }

  private static Map<EntityKey, Last> last(RowSet<Row> rows) {
    Map<EntityKey, Last> last = new HashMap<>();
    for (Row row : rows) {
      last.put(
          new EntityKey(Kind.parse(row.getString("kind")), row.getUUID("entity_id")),
          new Last(
              row.getInteger("revision"),
              row.getString("digest"),
              row.getString("source"),
              row.getBoolean("open")));
    }
    return last;
  }

  /// Writes a plan under the next version; nothing but file names when nothing differs.
  Future<ApplyResult> write(RevisionPlan plan, long head) {
    if (plan.isEmpty()) {
      return move(plan.moved()).map(_ -> new ApplyResult(head, 0, 0, true));
    }
    long version = head + 1;
    List<Begun> begun = plan.begun().stream().map(this::sealed).toList();
    return move(plan.moved())
        .compose(_ -> end(plan.ended(), version))
        .compose(_ -> end(plan.replaced(), version))
        .compose(_ -> begin(begun, version))
        .compose(_ -> remove(plan.ended()))
        .compose(_ -> put(begun, version))
        .compose(
            _ ->
                connection
                    .preparedQuery(ACTIVATE_NETWORKS)
                    .execute(Tuple.of(version, tenant.value()))
                    .mapEmpty())
        .compose(_ -> raiseHead(version))
        .map(
            _ ->
                new ApplyResult(
                    version, plan.begun().size(), plan.ended().size(), plan.complete()));
  }

  private Future<Void> move(List<Desired> moved) {
    return batches(
        MOVE,
        moved,
        entity -> Tuple.of(entity.key().kind().sql(), entity.key().id(), entity.source()));
  }

  private Future<Void> end(List<EntityKey> keys, long version) {
    if (keys.isEmpty()) {
      return Future.succeededFuture();
    }
    String[] kinds = keys.stream().map(key -> key.kind().sql()).toArray(String[]::new);
    UUID[] ids = keys.stream().map(EntityKey::id).toArray(UUID[]::new);
    return connection
        .preparedQuery(END)
        .execute(Tuple.of(version, kinds, ids))
        .compose(rows -> expect(rows.rowCount() == keys.size(), "revisions ended meanwhile"));
  }

  private Future<Void> begin(List<Begun> begun, long version) {
    return batches(
        BEGIN,
        begun,
        revision -> {
          Desired entity = revision.entity();
          return Tuple.of(
              owner(entity.key().kind()),
              entity.key().kind().sql(),
              entity.key().id(),
              revision.revision(),
              entity.slug(),
              entity.document(),
              entity.digest(),
              entity.source(),
              version);
        });
  }

  private Begun sealed(Begun revision) {
    Desired entity = revision.entity();
    var owner =
        new DocumentSeal.Owner(
            Optional.ofNullable(owner(entity.key().kind())).map(TenantId::new),
            entity.key().kind().sql(),
            entity.key().id());
    return new Begun(entity.withDocument(seal.seal(owner, entity.document())), revision.revision());
  }

  private @Nullable UUID owner(Kind kind) {
    return kind == Kind.NETWORK ? null : tenant.value();
  }

  /// Before the new ones are put, because a name may go from one entity to another.
  private Future<Void> remove(List<EntityKey> ended) {
    Future<Void> done = Future.succeededFuture();
    for (Kind kind : Kind.values()) {
      UUID[] ids =
          ended.stream().filter(key -> key.kind() == kind).map(EntityKey::id).toArray(UUID[]::new);
      if (ids.length > 0) {
        String sql = "DELETE FROM %s WHERE id = ANY($1)".formatted(table(kind));
        done = done.compose(_ -> connection.preparedQuery(sql).execute(Tuple.of(ids)).mapEmpty());
      }
    }
    return done;
  }

  private Future<Void> put(List<Begun> begun, long version) {
    return batches(
            PUT_NETWORK,
            ofKind(begun, Kind.NETWORK),
            entity -> Tuple.of(entity.key().id(), entity.slug(), entity.document(), version))
        .compose(_ -> putOfTenant(begun, Kind.FILTER_SCRIPT, version))
        .compose(_ -> putOfTenant(begun, Kind.TRIGGER, version))
        .compose(_ -> putOfTenant(begun, Kind.MONITOR, version));
  }

  private Future<Void> putOfTenant(List<Begun> begun, Kind kind, long version) {
    return batches(
        """
        INSERT INTO %s (tenant_id, id, slug, document, active, version)
        VALUES ($1, $2, $3, $4::text::jsonb, $5, $6)
        ON CONFLICT (tenant_id, id) DO UPDATE
        SET slug = excluded.slug, document = excluded.document, active = excluded.active,
            version = excluded.version\
        """
            .formatted(table(kind)),
        ofKind(begun, kind),
        entity ->
            Tuple.of(
                tenant.value(),
                entity.key().id(),
                entity.slug(),
                entity.document(),
                entity.active(),
                version));
  }

  private static List<Desired> ofKind(List<Begun> begun, Kind kind) {
    return begun.stream().map(Begun::entity).filter(entity -> entity.key().kind() == kind).toList();
  }

  private static String table(Kind kind) {
    return switch (kind) {
      case TENANT -> "tenants";
      case NETWORK -> "networks";
      case FILTER_SCRIPT -> "filter_scripts";
      case MONITOR -> "monitors";
      case TRIGGER -> "triggers";
    };
  }

  private Future<Void> raiseHead(long version) {
    return connection
        .preparedQuery("UPDATE config_head SET version = version + 1 RETURNING version")
        .execute()
        .compose(
            rows ->
                expect(rows.iterator().next().getLong(0) == version, "the version rose meanwhile"));
  }

  private <T> Future<Void> batches(String sql, List<T> items, Function<T, Tuple> tuple) {
    Future<Void> done = Future.succeededFuture();
    for (int start = 0; start < items.size(); start += BATCH) {
      List<T> part = items.subList(start, Math.min(start + BATCH, items.size()));
      done =
          done.compose(
              _ -> {
                List<Tuple> tuples = new ArrayList<>(part.size());
                part.forEach(item -> tuples.add(tuple.apply(item)));
                return connection.preparedQuery(sql).executeBatch(tuples).mapEmpty();
              });
    }
    return done;
  }

  private static Future<Void> expect(boolean holds, String otherwise) {
    return holds
        ? Future.succeededFuture()
        : Future.failedFuture(new IllegalStateException(otherwise));
  }
}
