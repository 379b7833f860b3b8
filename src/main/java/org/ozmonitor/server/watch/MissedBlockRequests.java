package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.server.postgres.Database;

/// Takes requests for blocks that were given up; whoever watches the network recovers them.
/// Thread-safe.
public final class MissedBlockRequests {
  private final MissedBlocks missed = new MissedBlocks();
  private final Database database;

  /// @param database a pool of the engine role
  public MissedBlockRequests(Database database) {
    this.database = database;
  }

  /// Wants the blocks of some heights that were skipped, tried in vain or grown too old. Answers
  /// how
  /// many there are; 0 when none of these heights was missed.
  public Future<Long> ask(NetworkId network, long firstHeight, long lastHeight) {
    return database.inTransaction(
        connection -> missed.ask(connection, network, firstHeight, lastHeight));
  }
}
