package org.ozmonitor.server.definition;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.tenant.TenantId;

/// Finds the text of a script as it was at a version. The last texts are kept, so that a script
/// which runs for every match is not read for every match. Confined to one context.
public final class FilterScripts {
  /// Texts that are kept, each at most 1 MiB.
  private static final int MAX_KEPT = 64;

  /// What is kept under this revision need not be read.
  private static final String FIND =
      """
      SELECT revision, CASE WHEN revision = $3::integer THEN NULL ELSE document ->> 'content' END
      FROM config_revision
      WHERE kind = 'filter_script' AND entity_id = $1
        AND from_version <= $2 AND (to_version IS NULL OR to_version > $2)\
      """;

  /// A version after all that are written.
  private static final long NEWEST = Long.MAX_VALUE - 1;

  private final Map<UUID, Kept> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Kept> eldest) {
          return size() > MAX_KEPT;
        }
      };

  private record Kept(int revision, String content) {}

  /// The text at a version of the configuration; empty when there was no such script.
  ///
  /// @param path as conditions write it
  public Future<Optional<String>> find(
      SqlClient client, TenantId tenant, String path, long version) {
    UUID id = EntityIds.filterScript(tenant, path);
    @Nullable Kept known = kept.get(id);
    return client
        .preparedQuery(FIND)
        .execute(Tuple.of(id, version, known == null ? 0 : known.revision()))
        .map(rows -> content(id, rows, known));
  }

  /// The text that is valid now.
  public Future<Optional<String>> newest(SqlClient client, TenantId tenant, String path) {
    return find(client, tenant, path, NEWEST);
  }

  private Optional<String> content(UUID id, RowSet<Row> rows, @Nullable Kept known) {
    for (Row row : rows) {
      @Nullable String content = row.getString(1);
      if (content != null) {
        kept.put(id, new Kept(row.getInteger(0), content));
        return Optional.of(content);
      }
      return Optional.ofNullable(known).map(Kept::content);
    }
    return Optional.empty();
  }
}
