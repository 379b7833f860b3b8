package org.ozmonitor.server.config;

import java.time.Duration;

/// How long things are kept. Immutable.
///
/// @param matches with their deliveries, at least 1 d
/// @param attempts of deliveries, at least 1 d
/// @param blockLogEntries of each network, at least 1000
public record RetentionConfig(Duration matches, Duration attempts, int blockLogEntries) {
  static RetentionConfig read(Settings settings) {
    Duration least = Duration.ofDays(1);
    return new RetentionConfig(
        settings.duration("retention.matches", Duration.ofDays(90), least),
        settings.duration("retention.attempts", Duration.ofDays(30), least),
        settings.integer("retention.block_log_entries", 100_000, 1_000, Integer.MAX_VALUE));
  }
}
