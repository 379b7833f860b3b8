package org.ozmonitor.server.definition;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;

/// What the configuration log looks like from afar: two looks at one version that differ mean that
/// somebody has changed it without raising the version. Read from indexes alone. Immutable.
///
/// @param version the head
/// @param shape counts and sums of what is not forgotten with time ({@link OldRevisions}): the last
///     revision of each entity
record ConfigurationFingerprint(long version, String shape) {
  /// One statement, so that version and revisions come from one snapshot.
  private static final String READ =
      """
      SELECT (SELECT version FROM config_head) AS version,
        (SELECT string_agg(kind || ':' || entities || ':' || total, ',' ORDER BY kind) FROM (
           SELECT kind, count(*) AS entities, sum(newest) AS total FROM (
             SELECT kind, max(revision) AS newest FROM config_revision
             GROUP BY kind, entity_id) last
           GROUP BY kind) begun) AS begun,
        (SELECT count(*) FROM config_revision WHERE to_version IS NULL) AS valid\
      """;

  static Future<ConfigurationFingerprint> read(SqlClient client) {
    return client
        .preparedQuery(READ)
        .execute()
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new ConfigurationFingerprint(
                  row.getLong("version"), row.getString("begun") + ";" + row.getLong("valid"));
            });
  }

  /// Whether the log cannot have come from there to here by new versions alone.
  boolean contradicts(ConfigurationFingerprint earlier) {
    return version < earlier.version
        || (version == earlier.version && !shape.equals(earlier.shape));
  }
}
