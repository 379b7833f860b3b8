package org.ozmonitor.core.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CronScheduleTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 */1 * * * *            | 2026-01-01T00:00:00 | 2026-01-01T00:01:00
          */10 * * * * *           | 2026-01-01T00:00:55 | 2026-01-01T00:01:00
          0 30 9,12 ? * MON-FRI    | 2026-01-02T12:30:00 | 2026-01-05T09:30:00
          0 0 0 29 2 ?             | 2026-01-01T00:00:00 | 2028-02-29T00:00:00
          5 4/20 * * Feb * 2027    | 2026-01-01T00:00:00 | 2027-02-01T00:04:05
          0 0 0 * * 1              | 2026-01-01T00:00:00 | 2026-01-04T00:00:00
          @weekly                  | 2026-01-01T00:00:00 | 2026-01-04T00:00:00
          @hourly                  | 2026-01-01T00:00:00 | 2026-01-01T01:00:00
          """)
  void tellsTheNextTime(String text, LocalDateTime after, LocalDateTime expected) {
    assertThat(CronSchedule.parse(text).orElseThrow().next(after)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "* * * * *",
        "60 * * * * *",
        "? * * * * *",
        "0 0 0 0 * *",
        "0 0 0 * 13 *",
        "0 0 0 * * 8",
        "0 0 0 * * 0",
        "*/0 * * * * *",
        "5-1 * * * * *",
        "1-2-3 * * * * *",
        "a * * * * *",
        "1,, * * * * *",
        "0 0 0 * * * 1969",
        "* * * * * * * *",
        "@never"
      })
  void refusesWhatIsNoSchedule(String text) {
    assertThat(CronSchedule.parse(text)).isEmpty();
  }

  @Test
  void measuresTheDistanceOfTheNextTwoTimes() {
    var start = LocalDateTime.parse("2026-01-01T00:00:00");

    assertThat(CronSchedule.parse("0 */5 * * * *").orElseThrow().interval(start))
        .isEqualTo(Duration.ofMinutes(5));
    assertThat(CronSchedule.parse("0 0 0 1 1 * 2027").orElseThrow().interval(start))
        .isEqualTo(Duration.ZERO);
  }
}
