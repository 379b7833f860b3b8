package org.ozmonitor.server.definition;

import io.vertx.core.Future;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;

/// The part of {@link ConfigurationLog} that forgets revisions which ended before anything that is
/// kept. The last revision of each entity stays: its number goes on, and what it was called is
/// still told. Stateless, thread-safe.
public final class OldRevisions {
  /// What is kept and names a version: entries of the block logs, of which the first of each
  /// network
  /// names the lowest, screenings, and lanes that walk with a version of their own. First it is
  /// said what may be gone, in a transaction of its
  /// own; who reads a range of versions looks at that ({@link ConfigurationLog#advance}).
  private static final String ALLOW =
      """
      UPDATE config_head SET pruned_to = needed.version
      FROM (
        SELECT least(
          (SELECT min(first.config_version)
           FROM (SELECT DISTINCT substring(name FROM 9)::uuid AS network_id FROM lease
                 WHERE name LIKE 'network:%') network
             CROSS JOIN LATERAL (
               SELECT config_version FROM block_log b WHERE b.network_id = network.network_id
               ORDER BY seq LIMIT 1) first),
          (SELECT min(config_version) FROM screenings),
          (SELECT min(config_version) FROM lane)) AS version) needed
      WHERE needed.version > pruned_to\
      """;

  private static final String REMOVE =
      """
      DELETE FROM config_revision r USING (
        SELECT old.kind, old.entity_id, old.revision FROM config_revision old
        WHERE old.to_version <= (SELECT pruned_to FROM config_head)
          AND EXISTS (SELECT FROM config_revision later WHERE later.kind = old.kind
                        AND later.entity_id = old.entity_id AND later.revision > old.revision)
        ORDER BY old.to_version LIMIT $1::integer) gone
      WHERE r.kind = gone.kind AND r.entity_id = gone.entity_id AND r.revision = gone.revision\
      """;

  /// Says what is not needed any more.
  public Future<Void> allow(SqlClient client) {
    return client.query(ALLOW).execute().mapEmpty();
  }

  /// Removes some of it. Returns how many.
  ///
  /// @param limit at least 1
  public Future<Integer> remove(SqlClient client, int limit) {
    return client.preparedQuery(REMOVE).execute(Tuple.of(limit)).map(RowSet::rowCount);
  }
}
