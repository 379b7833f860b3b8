package org.ozmonitor.server.definition;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.core.tenant.Tenant;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.core.tenant.TenantLimits;
import org.ozmonitor.server.codec.Document;
import org.ozmonitor.server.codec.TenantCodec;
import org.ozmonitor.server.definition.RevisionPlan.EntityKey;
import org.ozmonitor.server.definition.RevisionPlan.Kind;
import org.ozmonitor.server.secret.DocumentSeal;

/// Owns the table `tenants`, and writes tenants into the configuration log: what a tenant may is
/// read from the log where blocks are evaluated, so it is valid from a stated version on.
/// Stateless.
public final class Tenants {
  private static final String SELECT =
      """
      SELECT id, jsonb_build_object('slug', slug, 'name', name, 'status', status,
                                    'priority', priority, 'limits', limits)::text AS document
      FROM tenants
      """;

  private static final String PUT =
      """
      INSERT INTO tenants (id, slug, name, status, priority, limits)
      VALUES ($1, $2, $3, $4, $5, $6::text::jsonb)
      ON CONFLICT (id) DO UPDATE
      SET name = excluded.name, status = excluded.status, priority = excluded.priority,
          limits = excluded.limits\
      """;

  private final DocumentSeal seal;

  /// @param seal as the rest of the configuration log is written with
  public Tenants(DocumentSeal seal) {
    this.seal = seal;
  }

  /// A tenant by its slug, as it is now.
  public Future<Optional<Tenant>> find(SqlClient client, String slug) {
    return client
        .preparedQuery(SELECT + "WHERE slug = $1")
        .execute(Tuple.of(slug))
        .map(
            rows -> StreamSupport.stream(rows.spliterator(), false).map(Tenants::read).findFirst());
  }

  /// A tenant by its id, as it is now.
  Future<Tenant> get(SqlClient client, TenantId id) {
    return client
        .preparedQuery(SELECT + "WHERE id = $1")
        .execute(Tuple.of(id.value()))
        .compose(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .findFirst()
                    .map(row -> Future.succeededFuture(read(row)))
                    .orElseGet(() -> Future.failedFuture("there is no tenant " + id)));
  }

  /// Tenants as they are now, by slug.
  ///
  /// @param limit how many at most
  public Future<List<Tenant>> list(SqlClient client, int limit) {
    return client
        .preparedQuery(SELECT + "ORDER BY slug LIMIT $1")
        .execute(Tuple.of(limit))
        .map(rows -> StreamSupport.stream(rows.spliterator(), false).map(Tenants::read).toList());
  }

  /// Makes a tenant what `tenant` says, in the caller's transaction, and answers with the version
  /// from which on it is so. The last statement raises the version; the caller commits right after
  /// it. A slug stays with its id: it fails where another tenant has it.
  public Future<Long> put(SqlConnection connection, Tenant tenant) {
    var revisions = new Revisions(connection, tenant.id(), seal);
    EntityKey key = new EntityKey(Kind.TENANT, tenant.id().value());
    String document = TenantCodec.write(tenant);
    var desired =
        new RevisionPlan.Desired(key, tenant.slug(), document, seal.digest(document), null, true);
    return revisions
        .lockHead()
        .compose(
            head ->
                revisions
                    .lastOf(Kind.TENANT)
                    .map(last -> RevisionPlan.plan(List.of(desired), last, _ -> true))
                    .compose(
                        plan ->
                            plan.isEmpty()
                                ? Future.succeededFuture(head)
                                : write(connection, tenant)
                                    .compose(_ -> revisions.write(plan, head))
                                    .map(ApplyResult::version)));
  }

  /// A tenant by its slug, which nobody else changes before the caller's transaction is over.
  public Future<Optional<Tenant>> findLocked(SqlConnection connection, String slug) {
    return new Revisions(connection, TenantId.DEFAULT, seal)
        .lockHead()
        .compose(_ -> find(connection, slug));
  }

  /// A tenant by its slug, made in the caller's transaction when there is none.
  ///
  /// @param limits of one that is made
  public Future<Tenant> findOrCreate(SqlConnection connection, String slug, TenantLimits limits) {
    Tenant created =
        (slug.equals(Tenant.DEFAULT_SLUG)
                ? Tenant.unknown(TenantId.DEFAULT)
                : Tenant.of(EntityIds.tenant(slug), slug, slug))
            .withLimits(limits);
    return findLocked(connection, slug)
        .compose(
            found ->
                found.isPresent()
                    ? Future.succeededFuture(found.get())
                    : put(connection, created).map(created));
  }

  /// Makes sure that a tenant is there; one that is, stays as it is.
  Future<Void> ensure(SqlClient client, TenantId tenant, String slug, String name) {
    return client
        .preparedQuery(
            "INSERT INTO tenants (id, slug, name) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING")
        .execute(Tuple.of(tenant.value(), slug, name))
        .mapEmpty();
  }

  private static Future<Void> write(SqlConnection connection, Tenant tenant) {
    return connection
        .preparedQuery(PUT)
        .execute(
            Tuple.of(
                tenant.id().value(),
                tenant.slug(),
                tenant.name(),
                tenant.status().word(),
                tenant.priority().word(),
                TenantCodec.write(tenant.limits())))
        .mapEmpty();
  }

  private static Tenant read(Row row) {
    var problems = new Problems();
    TenantId id = new TenantId(row.getUUID("id"));
    var document = Document.stored(row.getString("document"), "tenant " + id, problems);
    return TenantCodec.read(id, document)
        .orElseThrow(
            () -> new IllegalStateException("stored tenant is invalid: " + problems.all()));
  }
}
