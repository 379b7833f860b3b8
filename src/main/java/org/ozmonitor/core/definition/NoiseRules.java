package org.ozmonitor.core.definition;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What keeps a monitor's alerts back, on each of its networks by itself. Immutable.
///
/// @param minimumInterval the least time between two alerts
public record NoiseRules(
    Optional<Threshold> threshold,
    Optional<Duration> minimumInterval,
    List<MuteWindow> muteWindows) {
  /// Every alert is sent.
  public static final NoiseRules NONE =
      new NoiseRules(Optional.empty(), Optional.empty(), List.of());

  public NoiseRules {
    muteWindows = List.copyOf(muteWindows);
  }

  /// So many matches within a time make one alert.
  ///
  /// @param count from 1 to 1000
  public record Threshold(int count, Duration window) {}

  /// How far rules look back in the time of blocks; zero where none does.
  public Duration lookBack() {
    Duration window = threshold.map(Threshold::window).orElse(Duration.ZERO);
    Duration interval = minimumInterval.orElse(Duration.ZERO);
    return window.compareTo(interval) > 0 ? window : interval;
  }

  public boolean isNone() {
    return threshold.isEmpty() && minimumInterval.isEmpty() && muteWindows.isEmpty();
  }
}
