package org.ozmonitor.core.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ozmonitor.core.definition.MuteWindow;
import org.ozmonitor.core.definition.NoiseRules;
import org.ozmonitor.core.noise.NoiseControl.Decision;
import org.ozmonitor.core.noise.PastAlerts.Past;

/// Block times, one match each, and what becomes of them: `S` is sent, a digit is kept back because
/// of the alert at that place, `-` because of none.
class NoiseControlTest {
  @ParameterizedTest
  @CsvSource({
    "0 1 2 3, SSSS",
    "5 5 5, SSS",
  })
  void sendsAllWithoutRules(String times, String expected) {
    assertThat(decide(NoiseRules.NONE, times)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0 9, S0",
    "0 10, SS",
    "0 5 9 10 11 19 20, S00S33S",
    "0 0 0, S00",
    // recovered late: far from the alert before, and near to it
    "1000 0 1001, SSS",
    "1000 995 1001, S00",
  })
  void leavesTenSecondsBetweenAlerts(String times, String expected) {
    assertThat(decide(interval(10), times)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, -",
    "0 1, --",
    "0 1 2, --S",
    "0 1 2 3 4 5, --S22S",
    // the first is out of the window when the third comes
    "0 5 10, ---",
    "0 5 9, --S",
    "0 20 40 60, ----",
    "0 20 40 41 42, ----S",
    // what came before the alert counts no more: without it, the next would complete three
    "0 1 2 9 20, --S2-",
    "7 7 7 7 7 7 7, --S22S5",
  })
  void waitsForThreeMatchesWithinTenSeconds(String times, String expected) {
    assertThat(decide(threshold(3, 10), times)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0 1 2, SSS"})
  void sendsAllForAThresholdOfOne(String times, String expected) {
    assertThat(decide(threshold(1, 10), times)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    // the pair at 3 is complete, but the alert at 1 is too near
    "0 1 2 3 4, -S111",
    "0 1 2 3 101, -S11-",
    "0 1 20 21 101 102, -S-1-S",
  })
  void needsThresholdAndInterval(String times, String expected) {
    var rules =
        new NoiseRules(
            Optional.of(new NoiseRules.Threshold(2, Duration.ofSeconds(10))),
            Optional.of(Duration.ofSeconds(100)),
            List.of());

    assertThat(decide(rules, times)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "99 100 150 199 200, S---S",
  })
  void keepsBackWithinWindowOfOnce(String times, String expected) {
    assertThat(decide(muted(once(100, 200)), times)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"50 150 160 170 201, ----S", "99 150 199 200, ---S"})
  void countsWhatIsMutedTowardsTheThreshold(String times, String expected) {
    var rules =
        new NoiseRules(
            Optional.of(new NoiseRules.Threshold(3, Duration.ofSeconds(60))),
            Optional.empty(),
            List.of(once(100, 200)));

    assertThat(decide(rules, times)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    // 2026-03-02 is a Monday; Berlin is one hour ahead of UTC, from 29 March on two
    "2026-03-02T20:59:59Z, false",
    "2026-03-02T21:00:00Z, true",
    "2026-03-03T04:59:59Z, true",
    "2026-03-03T05:00:00Z, false",
    "2026-03-03T21:30:00Z, false",
    "2026-03-30T20:00:00Z, true",
    "2026-03-31T04:00:00Z, false",
    "2026-03-02T04:00:00Z, false",
  })
  void knowsNightsThatBeginOnMondaysInBerlin(Instant time, boolean muted) {
    var window =
        new MuteWindow.Daily(
            LocalTime.of(22, 0),
            LocalTime.of(6, 0),
            Set.of(DayOfWeek.MONDAY),
            ZoneId.of("Europe/Berlin"));

    assertThat(window.covers(time)).isEqualTo(muted);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-02T11:59:59Z, false",
    "2026-03-02T12:00:00Z, true",
    "2026-03-02T12:59:59Z, true",
    "2026-03-02T13:00:00Z, false",
  })
  void knowsHoursOfEveryDay(Instant time, boolean muted) {
    var window =
        new MuteWindow.Daily(
            LocalTime.NOON, LocalTime.of(13, 0), EnumSet.allOf(DayOfWeek.class), ZoneOffset.UTC);

    assertThat(window.covers(time)).isEqualTo(muted);
  }

  @Test
  void mutesWholeDaysWhenAWindowEndsWhereItBegins() {
    var window =
        new MuteWindow.Daily(
            LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, Set.of(DayOfWeek.SUNDAY), ZoneOffset.UTC);

    assertThat(window.covers(Instant.parse("2026-03-01T00:00:00Z"))).isTrue();
    assertThat(window.covers(Instant.parse("2026-03-01T23:59:59Z"))).isTrue();
    assertThat(window.covers(Instant.parse("2026-03-02T00:00:00Z"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"-9223372036854775808 9223372036854775807, SS"})
  void bearsTimesThatNoCalendarKnows(String times, String expected) {
    var rules =
        new NoiseRules(
            Optional.empty(), Optional.of(Duration.ofSeconds(10)), List.of(once(100, 200)));

    assertThat(decide(rules, times)).isEqualTo(expected);
  }

  @Test
  void remembersAsManyAsTheLargestThresholdCounts() {
    PastAlerts past = PastAlerts.NONE;
    for (int place = 0; place < 3_000; place++) {
      past = past.and(new Past(new UUID(0, place), place, 5, false));
    }

    assertThat(past.recent()).hasSize(1_001);
    assertThat(past.recent().getFirst().order()).isEqualTo(2_999);
    assertThat(NoiseControl.decide(threshold(1_000, 10), 5, past)).isEqualTo(new Decision.Send());
  }

  private static String decide(NoiseRules rules, String times) {
    List<Long> each = Arrays.stream(times.split(" ")).map(Long::valueOf).toList();
    PastAlerts past = PastAlerts.NONE;
    List<String> decided = new ArrayList<>();
    for (long time : each) {
      Decision decision = NoiseControl.decide(rules, time, past);
      int place = decided.size();
      past = past.and(new Past(new UUID(0, place), place, time, decision instanceof Decision.Send));
      decided.add(
          switch (decision) {
            case Decision.Send _ -> "S";
            case Decision.KeepBack(var by) ->
                by.map(id -> Long.toString(id.getLeastSignificantBits())).orElse("-");
          });
    }
    assertThat(decided).hasSize(each.size());
    return decided.stream().collect(Collectors.joining());
  }

  private static NoiseRules interval(long seconds) {
    return new NoiseRules(Optional.empty(), Optional.of(Duration.ofSeconds(seconds)), List.of());
  }

  private static NoiseRules threshold(int count, long seconds) {
    return new NoiseRules(
        Optional.of(new NoiseRules.Threshold(count, Duration.ofSeconds(seconds))),
        Optional.empty(),
        List.of());
  }

  private static NoiseRules muted(MuteWindow... windows) {
    return new NoiseRules(Optional.empty(), Optional.empty(), List.of(windows));
  }

  private static MuteWindow once(long start, long end) {
    return new MuteWindow.Once(Instant.ofEpochSecond(start), Instant.ofEpochSecond(end));
  }
}
