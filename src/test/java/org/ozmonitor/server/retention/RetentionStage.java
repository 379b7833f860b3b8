package org.ozmonitor.server.retention;

import static org.ozmonitor.server.work.WorkStage.NETWORK;
import static org.ozmonitor.server.work.WorkStage.TENANT;
import static org.ozmonitor.server.work.WorkStage.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.work.WorkRows;
import org.ozmonitor.server.work.WorkStage;

/// A stage whose log, matches and deliveries are written by the test, and a turn of retention some
/// time later. Confined to the test's thread.
final class RetentionStage implements AutoCloseable {
  /// As long as matches are kept.
  static final Duration KEPT = Duration.ofDays(90);

  static final Duration LATER = KEPT.plusDays(1);

  final WorkStage work = new WorkStage();
  private long entries = 9_000;
  private Duration offset = LATER;
  private int number;

  RetentionStage entriesKept(long kept) {
    entries = kept;
    return this;
  }

  /// When the turn is, from now.
  RetentionStage at(Duration later) {
    offset = later;
    return this;
  }

  /// Writes block entries `from` to `to` into the log, each under this version; blocks are a
  /// second apart and have their seq as height.
  void log(long from, long to, long version) {
    entries(from, to, version, "BLOCK", null);
  }

  void entries(long from, long to, long version, String kind, @Nullable String reason) {
    work.execute(
        """
        INSERT INTO block_log (network_id, seq, kind, height, hash, parent_hash, block_time, reason,
                               config_version, epoch)
        SELECT '%s', n, '%s', n, '0x' || n, '0x' || (n - 1), n, %s, %d, 1
        FROM generate_series(%d, %d) AS n;
        UPDATE lease SET tip_seq = %d, tip_height = %d, tip_hash = '0x%d'
        """
            .formatted(
                NETWORK,
                kind,
                reason == null ? "NULL" : "'" + reason + "'",
                version,
                from,
                to,
                to,
                to,
                to));
  }

  /// A match that stands, of an entry of the log; answers its id.
  UUID match(long seq) {
    return match(seq, "");
  }

  /// @param more columns to set afterwards
  UUID match(long seq, String more) {
    UUID id = new UUID(1, ++number);
    work.execute(
        """
        INSERT INTO matches (tenant_id, id, monitor_id, revision, network_id, seq, height, block_hash,
                             block_time, transaction_id, state, match_json)
        VALUES ('%s', '%s', '%s', 1, '%s', %d, %d, '0x%d', %d, '0xt%d', 'detected', '{}')
        """
            .formatted(TENANT, id, new UUID(5, 5), NETWORK, seq, seq, seq, seq, number));
    if (!more.isEmpty()) {
      work.execute("UPDATE matches SET %s WHERE id = '%s'".formatted(more, id));
    }
    return id;
  }

  /// A match that stands for each of these entries.
  void matches(long first, long last) {
    work.execute(
        """
        INSERT INTO matches (tenant_id, id, monitor_id, revision, network_id, seq, height, block_hash,
                             block_time, transaction_id, state, match_json)
        SELECT '%s', gen_random_uuid(), '%s', 1, '%s', n, n, '0x' || n, n, '0xs' || n, 'detected', '{}'
        FROM generate_series(%d, %d) n
        """
            .formatted(TENANT, new UUID(5, 5), NETWORK, first, last));
  }

  /// A delivery of a match with these columns, and an attempt of it.
  @CanIgnoreReturnValue
  UUID delivery(UUID match, String columns) {
    UUID id = new UUID(2, ++number);
    work.execute(
        """
        INSERT INTO deliveries (tenant_id, id, match_id, trigger_id, event, cause_seq, config_version)
        VALUES ('%s', '%s', '%s', '%s', 'detected', 1, 1);
        UPDATE deliveries SET %s WHERE id = '%s'
        """
            .formatted(TENANT, id, match, WorkStage.HOOK, columns, id));
    return id;
  }

  /// The tenant's lane, at this position.
  void lane(long seq) {
    var _ = work.lane("node");
    work.execute("UPDATE lane SET seq = %d".formatted(seq));
  }

  List<String> ids(String table) {
    return select("SELECT id FROM %s ORDER BY id".formatted(table));
  }

  /// The first column of a query.
  List<String> select(String sql) {
    return WorkRows.select(work.database, sql).stream().map(List::getFirst).toList();
  }

  /// The first and the last entry of the log, and how many there are.
  List<String> extent() {
    return WorkRows.select(work.database, "SELECT min(seq), max(seq), count(*) FROM block_log")
        .getFirst();
  }

  Database database() {
    return work.database.engineAt(offset);
  }

  RetentionModule module(Database database) {
    Configuration newest = await(work.configurations.load(work.engine.reader(), work.version()));
    return new RetentionModule(
        work.vertx,
        database,
        new RetentionSettings(
            KEPT, Duration.ofDays(30), entries, 400, Duration.ofMillis(1), Duration.ofMinutes(10)),
        work.log,
        work.configurations,
        () -> newest,
        new SimpleMeterRegistry());
  }

  /// One turn.
  @CanIgnoreReturnValue
  Sweep.Totals sweep() {
    return await(module(database()).sweep().run());
  }

  @Override
  public void close() {
    work.close();
  }
}
