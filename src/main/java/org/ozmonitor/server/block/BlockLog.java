package org.ozmonitor.server.block;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.chain.BlockHeader;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.Finality;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.watch.LogStep;
import org.ozmonitor.core.watch.StandingBlocks;
import org.ozmonitor.core.watch.Tip;
import org.ozmonitor.server.cluster.Lease;
import org.ozmonitor.server.cluster.Leases;

/// Owns the table `block_log`: what happened on a chain, in order, written by one owner at a time.
/// Thread-safe.
public final class BlockLog {
  /// Upper bound on the entries of one append.
  public static final int MAX_APPEND = 100;

  /// Entries read to find the standing blocks under a tip: enough for a walk of 256 blocks with as
  /// many orphaned ones between them.
  static final int MAX_READ_DOWN = 1024;

  /// Entries among which a block is looked for that is said to be final: no further back than a
  /// reorganisation could reach, whatever else stands between.
  static final int MAX_LOOK_BACK = 8192;

  static final String LEASE_PREFIX = "network:";

  private static final String READ =
      """
      SELECT seq, kind, height, hash, parent_hash, block_time, reason, config_version
      FROM block_log WHERE network_id = $1 AND seq > $2 ORDER BY seq LIMIT $3\
      """;

  private static final String READ_DOWN =
      """
      SELECT seq, kind, height, hash, parent_hash, block_time, reason, config_version
      FROM block_log
      WHERE network_id = $1 AND seq <= $2 AND (kind IN ('START', 'ORPHAN') OR kind = 'BLOCK' AND reason IS NULL)
      ORDER BY seq DESC LIMIT $3\
      """;

  /// The version is read here, in a statement that begins after the lease row was locked: in `READ
  /// COMMITTED` its snapshot is younger than the lock, so versions rise with `seq`.
  private static final String APPEND =
      """
      INSERT INTO block_log (network_id, seq, kind, height, hash, parent_hash, block_time, reason,
                             config_version, epoch)
      SELECT $1, entry.seq, entry.kind, entry.height, entry.hash, entry.parent_hash,
             entry.block_time, entry.reason, config_head.version, $2
      FROM config_head,
           unnest($3::bigint[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::bigint[],
                  $9::text[])
             AS entry (seq, kind, height, hash, parent_hash, block_time, reason)\
      """;

  /// Scans down from the end, since the version asked for is usually a recent one.
  private static final String FIRST_KNOWING =
      """
      SELECT min(seq) FROM block_log WHERE network_id = $1 AND seq > coalesce(
        (SELECT seq FROM block_log WHERE network_id = $1 AND config_version < $2
         ORDER BY seq DESC LIMIT 1), 0)\
      """;

  private static final String ORPHANED_AFTER =
      """
      SELECT EXISTS (SELECT FROM block_log WHERE network_id = $1 AND seq > $2 AND kind = 'ORPHAN'
                                             AND height = $3 AND hash = $4)\
      """;

  private static final String STANDS =
      """
      SELECT kind = 'BLOCK' FROM block_log
      WHERE network_id = $1 AND seq <= $2 AND seq > $2 - %d AND height = $3 AND hash = $4
        AND (kind = 'ORPHAN' OR kind = 'BLOCK' AND reason IS NULL)
      ORDER BY seq DESC LIMIT 1\
      """
          .formatted(MAX_LOOK_BACK);

  private static final String LAST_FINAL =
      """
      SELECT max(height) FROM block_log WHERE network_id = $1 AND kind = 'FINAL' AND reason = $2\
      """;

  private static final String LAST_HEIGHT_BEFORE =
      """
      SELECT height FROM block_log
      WHERE network_id = $1 AND kind = 'BLOCK' AND reason IS NULL AND config_version < $2
      ORDER BY seq DESC LIMIT 1\
      """;

  /// Why a block entry stands below the tip.
  private static final String RECOVERED = "recovered";

  private final Leases leases;

  public BlockLog(Leases leases) {
    this.leases = leases;
  }

  /// The name of the lease under which a network is watched and its log is written.
  public static String leaseName(NetworkId network) {
    return LEASE_PREFIX + network;
  }

  /// Appends steps under the lease and moves the tip; empty, with nothing written, when the lease
  /// is
  /// no longer ours or the log does not end at `plannedFrom`: then stop, or read the tip and plan
  /// again. Must be the only work of its transaction.
  ///
  /// @param steps 1 to {@link #MAX_APPEND}
  /// @return the new tip
  public Future<Optional<Tip>> append(
      SqlConnection connection,
      Lease lease,
      NetworkId network,
      Tip plannedFrom,
      List<LogStep> steps) {
    if (steps.isEmpty() || steps.size() > MAX_APPEND) {
      return Future.failedFuture(
          new IllegalArgumentException("1 to " + MAX_APPEND + " steps, not " + steps.size()));
    }
    return leases
        .lock(connection, lease)
        .compose(
            tip ->
                tip.filter(plannedFrom::equals).isPresent()
                    ? insert(connection, lease, network, plannedFrom, steps).map(Optional::of)
                    : Future.succeededFuture(Optional.empty()));
  }

  /// The end of a network's log as it stands, without a lock.
  public Future<Tip> tip(SqlClient client, NetworkId network) {
    return leases.tip(client, leaseName(network)).map(tip -> tip.orElse(Tip.EMPTY));
  }

  /// The last entries of some networks' logs, where there are any.
  public Future<Map<NetworkId, Long>> ends(SqlClient client, Collection<NetworkId> networks) {
    Map<String, NetworkId> names = new HashMap<>();
    networks.forEach(network -> names.put(leaseName(network), network));
    return leases
        .tips(client, names.keySet())
        .map(
            tips -> {
              Map<NetworkId, Long> ends = new HashMap<>();
              names.forEach(
                  (name, network) -> {
                    Long end = tips.get(name);
                    if (end != null) {
                      ends.put(network, end);
                    }
                  });
              return ends;
            });
  }

  /// The entries after `afterSeq`, ascending, up to the first hole or `limit`.
  public Future<List<LogEntry>> read(
      SqlClient client, NetworkId network, long afterSeq, int limit) {
    return client
        .preparedQuery(READ)
        .execute(Tuple.of(network.value(), afterSeq, limit))
        .map(rows -> densePrefix(rows, afterSeq));
  }

  /// The first entry that is evaluated with `configVersion` or a later one; empty while there is
  /// none.
  public Future<OptionalLong> firstSeqKnowing(
      SqlClient client, NetworkId network, long configVersion) {
    return client
        .preparedQuery(FIRST_KNOWING)
        .execute(Tuple.of(network.value(), configVersion))
        .map(
            rows -> {
              Long seq = rows.iterator().next().getLong(0);
              return seq == null ? OptionalLong.empty() : OptionalLong.of(seq);
            });
  }

  /// Whether a block is said to stand no more by an entry after `seq`.
  public Future<Boolean> isOrphanedAfter(
      SqlClient client, NetworkId network, BlockRef block, long seq) {
    return client
        .preparedQuery(ORPHANED_AFTER)
        .execute(Tuple.of(network.value(), seq, block.height(), block.hash()))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /// Whether a block is part of the log as it stands at `seq`, and not long ago.
  public Future<Boolean> stands(SqlClient client, NetworkId network, long seq, BlockRef block) {
    return client
        .preparedQuery(STANDS)
        .execute(Tuple.of(network.value(), seq, block.height(), block.hash()))
        .map(rows -> rows.rowCount() == 1 && rows.iterator().next().getBoolean(0));
  }

  /// The highest block that the log says has reached a level.
  public Future<OptionalLong> lastFinal(SqlClient client, NetworkId network, Finality level) {
    return client
        .preparedQuery(LAST_FINAL)
        .execute(Tuple.of(network.value(), level.word()))
        .map(BlockLog::height);
  }

  /// The height of the last block that was appended before a version of the configuration.
  public Future<OptionalLong> lastHeightBefore(
      SqlClient client, NetworkId network, long configVersion) {
    return client
        .preparedQuery(LAST_HEIGHT_BEFORE)
        .execute(Tuple.of(network.value(), configVersion))
        .map(BlockLog::height);
  }

  private static OptionalLong height(RowSet<Row> rows) {
    for (Row row : rows) {
      Long height = row.getLong(0);
      return height == null ? OptionalLong.empty() : OptionalLong.of(height);
    }
    return OptionalLong.empty();
  }

  /// The blocks that stand, from the tip down.
  ///
  /// @param limit upper bound on the blocks, at most 512
  public Future<StandingBlocks> standingDown(
      SqlClient client, NetworkId network, Tip from, int limit) {
    return client
        .preparedQuery(READ_DOWN)
        .execute(Tuple.of(network.value(), from.seq(), MAX_READ_DOWN))
        .map(
            rows -> {
              List<LogStep> steps = new ArrayList<>(rows.size());
              for (Row row : rows) {
                entry(row).step().ifPresent(steps::add);
              }
              return StandingBlocks.of(steps, limit);
            });
  }

  private Future<Tip> insert(
      SqlConnection connection, Lease lease, NetworkId network, Tip from, List<LogStep> steps) {
    Columns columns = new Columns(steps.size());
    Tip tip = from;
    for (LogStep step : steps) {
      tip = tip.after(step);
      columns.add(tip.seq(), step);
    }
    Tip moved = tip;
    Future<?> inserted =
        connection.preparedQuery(APPEND).execute(columns.tuple(network, lease.epoch()));
    return Future.join(inserted, leases.moveTip(connection, lease, moved)).map(_ -> moved);
  }

  private static List<LogEntry> densePrefix(RowSet<Row> rows, long afterSeq) {
    List<LogEntry> entries = new ArrayList<>(rows.size());
    long expected = afterSeq + 1;
    for (Row row : rows) {
      LogEntry entry = entry(row);
      if (entry.seq() != expected) {
        break;
      }
      entries.add(entry);
      expected++;
    }
    return entries;
  }

  private static LogEntry entry(Row row) {
    Long blockTime = row.getLong("block_time");
    String reason = row.getString("reason");
    return new LogEntry(
        row.getLong("seq"),
        LogEntry.Kind.valueOf(row.getString("kind")),
        row.getLong("height"),
        Optional.ofNullable(row.getString("hash")),
        Optional.ofNullable(row.getString("parent_hash")),
        blockTime == null ? 0 : blockTime,
        reason == null ? "" : reason,
        row.getLong("config_version"));
  }

  /// The columns of an append: one statement writes all entries, whatever their number.
  private static final class Columns {
    private final Long[] seqs;
    private final String[] kinds;
    private final Long[] heights;
    private final @Nullable String[] hashes;
    private final @Nullable String[] parents;
    private final @Nullable Long[] times;
    private final @Nullable String[] reasons;
    private int size;

    Columns(int capacity) {
      seqs = new Long[capacity];
      kinds = new String[capacity];
      heights = new Long[capacity];
      hashes = new @Nullable String[capacity];
      parents = new @Nullable String[capacity];
      times = new @Nullable Long[capacity];
      reasons = new @Nullable String[capacity];
    }

    void add(long seq, LogStep step) {
      seqs[size] = seq;
      switch (step) {
        case LogStep.Start(long height, String reason) -> {
          kinds[size] = LogEntry.Kind.START.name();
          heights[size] = height;
          reasons[size] = reason;
        }
        case LogStep.Block(var header) -> block(LogEntry.Kind.BLOCK, header);
        case LogStep.Orphan(var header, boolean _) -> block(LogEntry.Kind.ORPHAN, header);
        case LogStep.Recovered(var header) -> {
          block(LogEntry.Kind.BLOCK, header);
          reasons[size] = RECOVERED;
        }
        case LogStep.Final(var level, var block) -> {
          kinds[size] = LogEntry.Kind.FINAL.name();
          heights[size] = block.height();
          hashes[size] = block.hash();
          reasons[size] = level.word();
        }
      }
      size++;
    }

    Tuple tuple(NetworkId network, long epoch) {
      return Tuple.tuple()
          .addUUID(network.value())
          .addLong(epoch)
          .addArrayOfLong(seqs)
          .addArrayOfString(kinds)
          .addArrayOfLong(heights)
          .addArrayOfString(hashes)
          .addArrayOfString(parents)
          .addArrayOfLong(times)
          .addArrayOfString(reasons);
    }

    private void block(LogEntry.Kind kind, BlockHeader header) {
      kinds[size] = kind.name();
      heights[size] = header.ref().height();
      hashes[size] = header.ref().hash();
      parents[size] = header.parentHash();
      times[size] = header.timestamp();
    }
  }
}
