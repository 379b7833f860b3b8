package org.ozmonitor.server.definition;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;

/// What the configuration log looks like from afar: two looks at one version that differ mean that
/// somebody has changed it without raising the version. Immutable.
///
/// @param version the head
/// @param shape counts and sums of the revisions that are valid now, which are not forgotten with
///     time ({@link OldRevisions})
record ConfigurationFingerprint(long version, String shape) {
  /// One statement, so that version and revisions come from one snapshot; one pass without sorting,
  /// since a million rows are counted within the time that a statement has.
  private static final String READ =
      """
      SELECT (SELECT version FROM config_head) AS version,
        (SELECT string_agg(kind || ':' || entities || ':' || total, ',' ORDER BY kind) FROM (
           SELECT kind, count(*) AS entities, sum(revision) AS total FROM config_revision
           WHERE to_version IS NULL GROUP BY kind) valid) AS shape\
      """;

  static Future<ConfigurationFingerprint> read(SqlClient client) {
    return client
        .preparedQuery(READ)
        .execute()
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new ConfigurationFingerprint(
                  row.getLong("version"), String.valueOf(row.getString("shape")));
            });
  }

  /// Whether the log cannot have come from there to here by new versions alone.
  boolean contradicts(ConfigurationFingerprint earlier) {
    return version < earlier.version
        || (version == earlier.version && !shape.equals(earlier.shape));
  }
}
