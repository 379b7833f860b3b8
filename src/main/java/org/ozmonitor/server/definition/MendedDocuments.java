package org.ozmonitor.server.definition;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Set;
import java.util.UUID;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.Configuration.Changes;
import org.ozmonitor.server.async.OffLoop;

/// Reads again what could not be read of a configuration: somebody may have mended it in place.
/// Stateless.
final class MendedDocuments {
  private static final String VALID_OF =
      """
      SELECT %s FROM config_revision
      WHERE kind IN ('monitor', 'tenant', 'trigger') AND entity_id = ANY ($2)
        AND from_version <= $1 AND (to_version IS NULL OR to_version > $1)\
      """
          .formatted(RevisionPages.COLUMNS);

  private MendedDocuments() {}

  static Future<Configuration> readAgain(
      Vertx vertx, SqlClient client, EntryReader reader, Configuration found) {
    if (found.unreadable().isEmpty()) {
      return Future.succeededFuture(found);
    }
    UUID[] ids = found.unreadable().keySet().toArray(UUID[]::new);
    return client
        .preparedQuery(VALID_OF)
        .execute(Tuple.tuple().addLong(found.version()).addArrayOfUUID(ids))
        .compose(rows -> OffLoop.call(vertx.getOrCreateContext(), () -> reader.read(rows)))
        .map(entries -> found.with(found.version(), new Changes(entries, Set.of())));
  }
}
