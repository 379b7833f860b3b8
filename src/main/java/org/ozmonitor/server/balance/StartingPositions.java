package org.ozmonitor.server.balance;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.server.block.BlockLog;

/// Where a tenant that is new on a network begins: before the first entry that knows it.
/// Thread-safe.
public final class StartingPositions {
  private final BlockLog blockLog;

  public StartingPositions(BlockLog blockLog) {
    this.blockLog = blockLog;
  }

  /// The position from which no entry is missed that is evaluated with `configVersion` or a later
  /// one, and none is read in vain that is evaluated with an earlier one.
  ///
  /// The end of the log is read before the entries are searched, and each statement sees what was
  /// committed before it: an entry that is appended between the two is found by the search, and one
  /// that is appended after both lies behind the end. The other way round it could be skipped.
  public Future<Long> of(SqlClient client, NetworkId network, long configVersion) {
    return blockLog
        .tip(client, network)
        .compose(
            tip ->
                blockLog
                    .firstSeqKnowing(client, network, configVersion)
                    .map(first -> first.isPresent() ? first.getAsLong() - 1 : tip.seq()));
  }
}
