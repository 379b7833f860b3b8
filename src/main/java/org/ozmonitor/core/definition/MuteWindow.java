package org.ozmonitor.core.definition;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;

/// A time in which a monitor sends no alerts. Immutable.
public sealed interface MuteWindow {
  /// Whether it covers a time.
  boolean covers(Instant time);

  /// Once, from `start` until before `end`.
  record Once(Instant start, Instant end) implements MuteWindow {
    @Override
    public boolean covers(Instant time) {
      return !time.isBefore(start) && time.isBefore(end);
    }
  }

  /// On some days, from `from` until before `to`; until then on the next day where `to` is not
  /// later than `from`. The day is the one on which the window begins.
  ///
  /// @param zone whose clocks and days count
  record Daily(LocalTime from, LocalTime to, Set<DayOfWeek> days, ZoneId zone)
      implements MuteWindow {
    public Daily {
      days = Set.copyOf(days);
    }

    @Override
    public boolean covers(Instant time) {
      var local = time.atZone(zone);
      LocalTime clock = local.toLocalTime();
      DayOfWeek today = local.getDayOfWeek();
      if (from.isBefore(to)) {
        return days.contains(today) && !clock.isBefore(from) && clock.isBefore(to);
      }
      return (days.contains(today) && !clock.isBefore(from))
          || (days.contains(today.minus(1)) && clock.isBefore(to));
    }
  }
}
