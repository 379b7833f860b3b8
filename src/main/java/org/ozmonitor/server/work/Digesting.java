package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import org.ozmonitor.core.noise.MatchQuota;
import org.ozmonitor.core.notification.Digest;
import org.ozmonitor.server.block.LogEntry;
import org.ozmonitor.server.notification.Deliveries;
import org.ozmonitor.server.notification.Digests;
import org.ozmonitor.server.notification.Digests.NewDigest;

/// Tells triggers of the minutes that a block ends, as far as matches were folded in them or an
/// earlier digest is wrong by now; in the transaction that moves the lane to the block.
/// Thread-safe.
final class Digesting {
  private final QuotaRows rows = new QuotaRows();
  private final Digests digests;

  Digesting(Deliveries deliveries, String node) {
    this.digests = new Digests(deliveries, node);
  }

  /// @return the number of digests, which are due
  Future<Integer> run(SqlConnection connection, Lane lane, LogEntry entry) {
    if (entry.kind() != LogEntry.Kind.BLOCK) {
      return Future.succeededFuture(0);
    }
    return rows.close(connection, lane.network(), lane.tenants(), entry)
        .compose(
            closed -> {
              List<NewDigest> news = closed.stream().map(it -> digest(it, entry)).toList();
              return digests.insert(connection, news).map(news.size());
            });
  }

  private static NewDigest digest(QuotaRows.Closed closed, LogEntry entry) {
    long from = closed.minute() * MatchQuota.WINDOW;
    return new NewDigest(
        closed.tenant(),
        closed.match(),
        closed.trigger(),
        entry.seq(),
        entry.configVersion(),
        new Digest(closed.matches(), from, from + MatchQuota.WINDOW));
  }

  /// The block time from which on there is more to tell; `Long.MAX_VALUE` when there is nothing.
  Future<Long> next(SqlConnection connection, Lane lane) {
    return rows.untold(connection, lane.network(), lane.tenants());
  }
}
