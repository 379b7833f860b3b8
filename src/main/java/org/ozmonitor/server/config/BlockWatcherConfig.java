package org.ozmonitor.server.config;

import java.time.Duration;

/// Settings of the watchers. Immutable.
///
/// @param channelBufferSize blocks on their way between stages, at least 1
/// @param maxBlocksPerFetch blocks of one range, 1 to 1000
/// @param retryAttempts tries in all, at least 1
/// @param retryDelay before the second try; doubled each time
public record BlockWatcherConfig(
    int channelBufferSize, int maxBlocksPerFetch, int retryAttempts, Duration retryDelay) {
  static BlockWatcherConfig read(Settings settings) {
    return new BlockWatcherConfig(
        settings.integer("block_watcher.channel_buffer_size", 1000, 1, Integer.MAX_VALUE),
        settings.integer("block_watcher.max_blocks_per_fetch", 100, 1, 1000),
        settings.integer("block_watcher.retry_attempts", 3, 1, 100),
        Duration.ofMillis(settings.integer("block_watcher.retry_delay_ms", 1000, 1, 600_000)));
  }
}
