package org.ozmonitor.system.campaign;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ozmonitor.fixture.Sql;

/// What the database says at one moment about who does what and how far they are. Immutable.
///
/// @param nanos monotonic, just before it was read
/// @param appending by network
/// @param committing by tenant and network
/// @param version of the configuration
/// @param imports what stands for the contents of all trees together: differs as soon as one of
/// them
///     was imported again
record ClusterView(
    long nanos,
    Map<String, Place> appending,
    Map<String, Place> committing,
    long version,
    String imports) {
  private static final String APPENDING =
      """
      SELECT l.name, l.owner, l.epoch,
        (SELECT b.epoch FROM block_log b WHERE b.network_id = substring(l.name FROM 9)::uuid
         ORDER BY b.seq DESC LIMIT 1)
      FROM lease l WHERE l.name LIKE 'network:%'
      """;
  private static final String COMMITTING =
      """
      SELECT t.tenant_id || ' ' || t.network_id, l.worker, l.seq, l.seq
      FROM tenant_lane t JOIN lane l ON l.id = t.lane_id
      """;
  private static final String CONFIGURATION =
      """
      SELECT version,
        (SELECT coalesce(string_agg(fingerprint, ' ' ORDER BY tenant_id), '') FROM config_import)
      FROM config_head
      """;

  /// Somebody's place in a log.
  ///
  /// @param node who is responsible, empty for nobody
  /// @param position that only this node can raise: the epoch of who may append, the entry that was
  ///     evaluated last
  /// @param reached the epoch of the last entry; the entry that was evaluated last
  record Place(String node, long position, long reached) {}

  ClusterView {
    appending = Map.copyOf(appending);
    committing = Map.copyOf(committing);
  }

  /// Reads it; fails when the database cannot be asked.
  static ClusterView read(Sql sql) {
    long nanos = System.nanoTime();
    List<String> configuration = sql.rows(CONFIGURATION).getFirst();
    return new ClusterView(
        nanos,
        places(sql.rows(APPENDING)),
        places(sql.rows(COMMITTING)),
        Long.parseLong(configuration.get(0)),
        configuration.get(1));
  }

  /// Those places that a node holds.
  static Map<String, Place> heldBy(Map<String, Place> places, String node) {
    Map<String, Place> held = new HashMap<>(places);
    held.values().removeIf(place -> !place.node.equals(node));
    return held;
  }

  private static Map<String, Place> places(List<List<String>> rows) {
    Map<String, Place> places = new HashMap<>();
    for (List<String> row : rows) {
      String reached = row.get(3);
      places.put(
          row.get(0),
          new Place(
              row.get(1),
              Long.parseLong(row.get(2)),
              reached.isEmpty() ? 0 : Long.parseLong(reached)));
    }
    return places;
  }
}
