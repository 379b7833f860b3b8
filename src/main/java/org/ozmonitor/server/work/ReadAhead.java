package org.ozmonitor.server.work;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.server.block.LogEntry;

/// Fetches the payloads of the next few blocks of a lane while one is evaluated. Confined to the
/// lane's context.
final class ReadAhead {
  /// Payloads fetched or kept at once.
  static final int DEPTH = 4;

  private final BlockPayloads payloads;
  private final NetworkId network;
  private final Map<Long, Future<byte[]>> ahead = new HashMap<>();

  ReadAhead(BlockPayloads payloads, NetworkId network) {
    this.payloads = payloads;
    this.network = network;
  }

  /// Begins to fetch the first blocks of what comes next.
  void fetch(List<LogEntry> next) {
    next.stream()
        .filter(entry -> entry.kind() == LogEntry.Kind.BLOCK)
        .limit(DEPTH)
        .filter(entry -> ahead.size() < DEPTH)
        .forEach(entry -> ahead.computeIfAbsent(entry.seq(), _ -> get(entry)));
  }

  /// The payload of a block, fetched now unless it was before. Asked again, it is fetched again.
  Future<byte[]> take(LogEntry block) {
    ahead.keySet().removeIf(seq -> seq < block.seq());
    Future<byte[]> fetched = ahead.remove(block.seq());
    return fetched == null ? get(block) : fetched;
  }

  private Future<byte[]> get(LogEntry block) {
    return payloads.get(network, block.block().orElseThrow());
  }
}
