package org.ozmonitor.server.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.definition.CronSchedule;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.watch.HeadRhythm;

/// When the head of one network is asked for again: at the times of its `cron_schedule`, in UTC,
/// else by the rhythm in which its blocks come. Confined to the watcher's context.
final class PollSchedule {
  /// A schedule that has ended, or that fires in years, must not lose the network for so long.
  private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

  private final Optional<CronSchedule> cron;
  private final long blockTimeMs;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private @Nullable HeadRhythm rhythm;
  private long head;

  PollSchedule(Network definition, InstantSource clock, LongSupplier nanoTime) {
    this.cron = definition.cronSchedule().flatMap(CronSchedule::parse);
    this.blockTimeMs = definition.blockTimeMs();
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /// A head was asked for, and this is its height.
  void saw(long height) {
    HeadRhythm known = rhythm;
    if (known == null) {
      rhythm = HeadRhythm.starting(blockTimeMs, nowMs());
      head = height;
    } else if (height > head) {
      rhythm = known.newHead(nowMs());
      head = height;
    }
  }

  /// How long to wait from now on, in milliseconds, above 0.
  long pauseMs() {
    Instant now = clock.instant();
    return cron.flatMap(
            schedule ->
                schedule
                    .next(LocalDateTime.ofInstant(now, ZoneOffset.UTC))
                    .map(at -> Duration.between(now, at.toInstant(ZoneOffset.UTC))))
        .map(pause -> pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE)
        .map(pause -> pause.toMillis() + 1) // not a moment before
        .orElseGet(this::byRhythm);
  }

  private long byRhythm() {
    HeadRhythm known = rhythm;
    return (known == null ? HeadRhythm.starting(blockTimeMs, nowMs()) : known).pauseMs(nowMs());
  }

  private long nowMs() {
    return nanoTime.getAsLong() / 1_000_000;
  }
}
