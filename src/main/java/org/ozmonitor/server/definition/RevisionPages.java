package org.ozmonitor.server.definition;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.Configuration.Changes;
import org.ozmonitor.server.async.OffLoop;
import org.ozmonitor.server.secret.DocumentSeal;

/// Reads what differs between two versions of the configuration log, page by page, so that no
/// statement takes long. Confined to one reading.
final class RevisionPages {
  static final String COLUMNS =
      "kind, tenant_id, entity_id, revision, slug, document::text AS document";

  private static final int PAGE = 1000;

  /// Above what waiting for a connection and the server's limit to a statement add up to: of a
  /// connection that has died in silence nothing ever comes.
  private static final long STATEMENT_SECONDS = 20;

  private static final UUID FIRST_ID = new UUID(0, 0);

  /// Keyset pages: all kinds share one order.
  private static final String VALID_AT =
      """
      SELECT %s FROM config_revision
      WHERE from_version <= $1 AND (to_version IS NULL OR to_version > $1)
        AND (kind, entity_id) > ($2, $3) AND kind IN ('network', 'monitor', 'tenant', 'trigger')
      ORDER BY kind, entity_id LIMIT $4\
      """
          .formatted(COLUMNS);

  private static final String BEGUN =
      """
      SELECT %s FROM config_revision
      WHERE from_version > $5 AND from_version <= $1 AND (to_version IS NULL OR to_version > $1)
        AND (kind, entity_id) > ($2, $3) AND kind IN ('network', 'monitor', 'tenant', 'trigger')
      ORDER BY kind, entity_id LIMIT $4\
      """
          .formatted(COLUMNS);

  private static final String ENDED =
      """
      SELECT entity_id FROM config_revision
      WHERE to_version > $1 AND to_version <= $2 AND from_version <= $1\
      """;

  private final Vertx vertx;
  private final SqlClient client;
  private final EntryReader reader;
  private final List<Configuration.Entry> begun = new ArrayList<>();

  RevisionPages(Vertx vertx, SqlClient client, DocumentSeal seal) {
    this.vertx = vertx;
    this.client = client;
    this.reader = new EntryReader(seal);
  }

  /// What begins or ends in `(from, to]`.
  ///
  /// @param from 0: all that is valid at `to`
  Future<Changes> between(long from, long to) {
    Future<Set<UUID>> ended = from == 0 ? Future.succeededFuture(Set.of()) : ended(from, to);
    return ended.compose(
        gone -> readFrom(from, to, new Position("", FIRST_ID)).map(_ -> new Changes(begun, gone)));
  }

  private Future<Set<UUID>> ended(long from, long to) {
    return client
        .preparedQuery(ENDED)
        .execute(Tuple.of(from, to))
        .timeout(STATEMENT_SECONDS, TimeUnit.SECONDS)
        .map(
            rows -> {
              Set<UUID> ids = new HashSet<>();
              rows.forEach(row -> ids.add(row.getUUID(0)));
              return ids;
            });
  }

  private record Position(String kind, UUID id) {}

  private Future<Void> readFrom(long from, long to, Position after) {
    Tuple bounds = Tuple.of(to, after.kind(), after.id(), PAGE);
    return client
        .preparedQuery(from == 0 ? VALID_AT : BEGUN)
        .execute(from == 0 ? bounds : bounds.addLong(from))
        .timeout(STATEMENT_SECONDS, TimeUnit.SECONDS)
        .compose(
            rows ->
                OffLoop.call(vertx.getOrCreateContext(), () -> reader.read(rows))
                    .compose(
                        entries -> {
                          begun.addAll(entries);
                          return rows.size() < PAGE
                              ? Future.succeededFuture()
                              : readFrom(from, to, last(rows));
                        }));
  }

  private static Position last(RowSet<Row> rows) {
    Position last = new Position("", FIRST_ID);
    for (Row row : rows) {
      last = new Position(row.getString("kind"), row.getUUID("entity_id"));
    }
    return last;
  }
}
