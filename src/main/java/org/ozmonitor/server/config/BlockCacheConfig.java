package org.ozmonitor.server.config;

import java.time.Duration;

/// Settings of the block store. Immutable.
///
/// @param blockTtl how long a payload is kept, at least 1 s
/// @param latestBlockTtl how long a height is kept, at least 1 s
/// @param keyPrefix what its keys begin with
public record BlockCacheConfig(Duration blockTtl, Duration latestBlockTtl, String keyPrefix) {
  static BlockCacheConfig read(Settings settings) {
    Duration least = Duration.ofSeconds(1);
    return new BlockCacheConfig(
        settings.seconds("block_cache.block_ttl", Duration.ofSeconds(60), least),
        settings.seconds("block_cache.latest_block_ttl", Duration.ofSeconds(5), least),
        settings.text("block_cache.key_prefix", "oz_cache"));
  }
}
