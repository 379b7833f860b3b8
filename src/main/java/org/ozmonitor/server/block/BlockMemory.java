package org.ozmonitor.server.block;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.ozmonitor.core.chain.NetworkId;

/// Payloads in memory as the node sent them, bounded by their bytes: what was used longest ago goes
/// first, and the newest always stays. Thread-safe; workers and watchers of all contexts share it,
/// so a lock of a few instructions guards the map.
final class BlockMemory {
  record Key(NetworkId network, String hash) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<Key, byte[]> blocks = new LinkedHashMap<>(64, 0.75f, true);
  private final long maxBytes;
  private long bytes;

  /// @param maxBytes bound on the sum of all payloads, at least 1
  BlockMemory(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  Optional<byte[]> find(Key key) {
    lock.lock();
    try {
      return Optional.ofNullable(blocks.get(key));
    } finally {
      lock.unlock();
    }
  }

  void put(Key key, byte[] payload) {
    lock.lock();
    try {
      byte[] before = blocks.put(key, payload);
      bytes += payload.length - (before == null ? 0 : before.length);
      var oldest = blocks.entrySet().iterator();
      while (bytes > maxBytes && blocks.size() > 1) {
        bytes -= oldest.next().getValue().length;
        oldest.remove();
      }
    } finally {
      lock.unlock();
    }
  }

  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }
}
