package org.ozmonitor.server.bootstrap;

import java.util.Optional;
import org.ozmonitor.server.block.SharedCache;
import org.ozmonitor.server.cluster.ClusterKey;
import org.ozmonitor.server.cluster.OtherWorkers;
import org.ozmonitor.server.config.BlockCacheConfig;
import org.ozmonitor.server.config.ServerConfig;
import org.ozmonitor.server.redis.RedisCache;
import org.ozmonitor.server.redis.RedisServer;
import org.ozmonitor.server.redis.RedisUrl;

/// What a node does with `redis_url`. Nothing waits for Redis, and a node starts without it.
final class RedisSetup {
  private RedisSetup() {}

  /// Begins to start or to reach Redis, in the background; empty where there is to be none.
  ///
  /// A node that evaluates what it fetches writes blocks only while there are other workers:
  /// compressing them would take a fifth of the speed at which it catches up.
  ///
  /// @param works whether this node evaluates blocks
  static Optional<SharedCache> start(Node node, Ground ground, boolean works) {
    ServerConfig config = ground.config();
    if (config.redisUrl() instanceof RedisUrl.None) {
      return Optional.empty();
    }
    RedisServer server = new RedisServer(ground.vertx(), config.redisUrl(), config.dataDir());
    server.start();
    node.onStop("redis server", server::stop);
    RedisCache cache =
        new RedisCache(ground.vertx(), server::url, System::nanoTime, ground.registry());
    cache.start();
    node.onStop("redis", cache::close);
    OtherWorkers others =
        new OtherWorkers(
            ground.vertx(),
            ground.workers(),
            ground.id(),
            ground.leaseTimes().ttl(),
            System::nanoTime);
    others.start();
    node.onStop("look at other workers", others::stop);
    BlockCacheConfig settings = config.blockCache();
    return Optional.of(
        new SharedCache(
            ground.vertx(),
            cache,
            Node.await(ClusterKey.load(ground.database().reader())),
            new SharedCache.Settings(
                settings.keyPrefix(), settings.blockTtl(), settings.latestBlockTtl()),
            () -> !works || others.any()));
  }
}
