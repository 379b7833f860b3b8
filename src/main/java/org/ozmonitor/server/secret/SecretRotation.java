package org.ozmonitor.server.secret;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.tenant.TenantId;

/// Encrypts every stored document anew with the current key, page by page, so that previous keys
/// can be forgotten. Nodes may run meanwhile: a document that changes in between is left to the
/// next run, which begins anew. Nothing of it can be half done.
public final class SecretRotation {
  private static final int PAGE = 200;
  private static final UUID FIRST_ID = new UUID(0, 0);

  private static final String REVISIONS =
      """
      SELECT tenant_id, kind, entity_id, revision, document::text AS document FROM config_revision
      WHERE (kind, entity_id, revision) > ($1, $2, $3) ORDER BY kind, entity_id, revision
      LIMIT $4\
      """;

  private static final String PUT_REVISION =
      """
      UPDATE config_revision SET document = $4::text::jsonb
      WHERE kind = $1 AND entity_id = $2 AND revision = $3 AND document = $5::text::jsonb\
      """;

  private static final String CURRENT =
      """
      SELECT * FROM (
        SELECT tenant_id, 'network' AS kind, id AS entity_id, 0 AS revision, document::text AS document
        FROM networks
        UNION ALL SELECT tenant_id, 'monitor', id, 0, document::text FROM monitors
        UNION ALL SELECT tenant_id, 'trigger', id, 0, document::text FROM triggers) AS d
      WHERE (kind, entity_id) > ($1, $2) ORDER BY kind, entity_id LIMIT $3\
      """;

  private final SqlClient client;
  private final DocumentSeal seal;
  private final SealKeys keys;

  /// What was done.
  ///
  /// @param documents that were looked at
  /// @param renewed those that were encrypted with another key, or not at all
  public record Report(long documents, long renewed) {
    private Report plus(Report more) {
      return new Report(documents + more.documents, renewed + more.renewed);
    }
  }

  /// @param client autocommit
  /// @param seal of the database, made with `keys`
  public SecretRotation(SqlClient client, DocumentSeal seal, SealKeys keys) {
    this.client = client;
    this.seal = seal;
    this.keys = keys;
  }

  /// Runs until all is encrypted with the current key.
  public Future<Report> run() {
    Stored first = new Stored(null, "", FIRST_ID, 0, "");
    return pages(Table.REVISIONS, first, new Report(0, 0))
        .compose(report -> pages(Table.CURRENT, first, report))
        .compose(report -> DatabaseSeal.renew(client, keys).map(_ -> report));
  }

  private enum Table {
    REVISIONS,
    CURRENT
  }

  private record Stored(
      @Nullable UUID tenant, String kind, UUID entity, int revision, String document) {
    DocumentSeal.Owner owner() {
      return new DocumentSeal.Owner(Optional.ofNullable(tenant).map(TenantId::new), kind, entity);
    }
  }

  private Future<Report> pages(Table table, Stored after, Report soFar) {
    return page(table, after)
        .compose(
            stored ->
                renew(table, stored)
                    .compose(
                        done ->
                            stored.size() < PAGE
                                ? Future.succeededFuture(soFar.plus(done))
                                : pages(table, stored.getLast(), soFar.plus(done))));
  }

  private Future<List<Stored>> page(Table table, Stored after) {
    return switch (table) {
      case REVISIONS ->
          client
              .preparedQuery(REVISIONS)
              .execute(Tuple.of(after.kind(), after.entity(), after.revision(), PAGE))
              .map(SecretRotation::read);
      case CURRENT ->
          client
              .preparedQuery(CURRENT)
              .execute(Tuple.of(after.kind(), after.entity(), PAGE))
              .map(SecretRotation::read);
    };
  }

  private static List<Stored> read(RowSet<Row> rows) {
    List<Stored> stored = new ArrayList<>();
    for (Row row : rows) {
      stored.add(
          new Stored(
              row.getUUID("tenant_id"),
              row.getString("kind"),
              row.getUUID("entity_id"),
              row.getInteger("revision"),
              row.getString("document")));
    }
    return stored;
  }

  private Future<Report> renew(Table table, List<Stored> page) {
    List<Stored> old = page.stream().filter(one -> !seal.isCurrent(one.document())).toList();
    Future<Void> done = Future.succeededFuture();
    for (Stored one : old) {
      done = done.compose(_ -> put(table, one));
    }
    return done.map(_ -> new Report(page.size(), old.size()));
  }

  private Future<Void> put(Table table, Stored one) {
    String renewed = seal.seal(one.owner(), seal.open(one.owner(), one.document()));
    return switch (table) {
      case REVISIONS ->
          client
              .preparedQuery(PUT_REVISION)
              .execute(Tuple.of(one.kind(), one.entity(), one.revision(), renewed, one.document()))
              .mapEmpty();
      case CURRENT ->
          client
              .preparedQuery(
                  "UPDATE %ss SET document = $2::text::jsonb WHERE id = $1 AND document = $3::text::jsonb"
                      .formatted(one.kind()))
              .execute(Tuple.of(one.entity(), renewed, one.document()))
              .mapEmpty();
    };
  }
}
