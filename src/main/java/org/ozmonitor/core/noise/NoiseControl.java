package org.ozmonitor.core.noise;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.ozmonitor.core.definition.NoiseRules;

/// Decides which matches of a monitor on one network become alerts, in the order of the log and by
/// the time of the blocks. Pure: the same matches give the same decisions.
///
/// A match inside a mute window is kept back. Where there is a threshold, the match that completes
/// it is sent, and counting begins anew with the next one. After an alert nothing is sent for the
/// least interval. Every match counts towards a threshold, whatever kept it back.
public final class NoiseControl {
  /// 9999-12-31, behind which calendars end.
  private static final long LAST_SECOND = 253_402_214_400L;

  private NoiseControl() {}

  /// What becomes of a match.
  public sealed interface Decision {
    record Send() implements Decision {}

    /// @param by the alert but for which it would be sent
    record KeepBack(Optional<UUID> by) implements Decision {}
  }

  /// @param time of the match's block, in seconds since 1970-01-01 UTC
  public static Decision decide(NoiseRules rules, long time, PastAlerts past) {
    if (isMuted(rules, time)) {
      return new Decision.KeepBack(Optional.empty());
    }
    if (isDue(rules, time, past)) {
      return new Decision.Send();
    }
    boolean isByLast = past.last().isPresent() && isDue(rules, time, past.withoutLast());
    return new Decision.KeepBack(
        isByLast ? past.last().map(PastAlerts.Past::id) : Optional.empty());
  }

  private static boolean isMuted(NoiseRules rules, long time) {
    Instant instant = Instant.ofEpochSecond(clamp(time));
    return rules.muteWindows().stream().anyMatch(window -> window.covers(instant));
  }

  /// A chain may state any time.
  private static long clamp(long time) {
    return Math.clamp(time, 0, LAST_SECOND);
  }

  private static boolean isDue(NoiseRules rules, long time, PastAlerts past) {
    boolean isComplete =
        rules.threshold().isEmpty() || isComplete(rules.threshold().get(), time, past);
    boolean isLate =
        rules.minimumInterval().isEmpty()
            || past.last().isEmpty()
            || distance(time, past.last().get().time())
                >= rules.minimumInterval().get().toSeconds();
    return isComplete && isLate;
  }

  private static boolean isComplete(NoiseRules.Threshold threshold, long time, PastAlerts past) {
    long window = threshold.window().toSeconds();
    long others =
        past.sinceLast()
            .filter(earlier -> distance(time, earlier.time()) < window)
            .limit(threshold.count())
            .count();
    return others + 1 >= threshold.count();
  }

  /// Blocks that were recovered late are older than those before them in the log.
  private static long distance(long one, long other) {
    return Math.abs(clamp(one) - clamp(other));
  }
}
