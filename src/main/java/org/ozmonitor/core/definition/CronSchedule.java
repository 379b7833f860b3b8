package org.ozmonitor.core.definition;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A schedule as network documents write it, in UTC: `second minute hour day month weekday [year]`,
/// or `@hourly` and its siblings. Weekdays count from 1 = Sunday; a day must fit both day fields.
/// Immutable.
public final class CronSchedule {
  private static final List<String> MONTHS =
      List.of(
          "january",
          "february",
          "march",
          "april",
          "may",
          "june",
          "july",
          "august",
          "september",
          "october",
          "november",
          "december");
  private static final List<String> WEEKDAYS =
      List.of("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday");

  /// Days looked ahead: a leap day on a given weekday comes back within 40 years.
  private static final int HORIZON_DAYS = 366 * 40;

  private record Field(int index, int least, int greatest, List<String> names) {}

  private static final Field SECOND = new Field(0, 0, 59, List.of());
  private static final Field MINUTE = new Field(1, 0, 59, List.of());
  private static final Field HOUR = new Field(2, 0, 23, List.of());
  private static final Field DAY = new Field(3, 1, 31, List.of());
  private static final Field MONTH = new Field(4, 1, 12, MONTHS);
  private static final Field WEEKDAY = new Field(5, 1, 7, WEEKDAYS);
  private static final Field YEAR = new Field(6, 1970, 2100, List.of());
  private static final List<Field> FIELDS =
      List.of(SECOND, MINUTE, HOUR, DAY, MONTH, WEEKDAY, YEAR);

  private final List<BitSet> fields;

  private CronSchedule(List<BitSet> fields) {
    this.fields = fields;
  }

  /// The schedule that `text` writes, or nothing when it writes none.
  public static Optional<CronSchedule> parse(String text) {
    String expanded =
        switch (text.strip()) {
          case "@yearly", "@annually" -> "0 0 0 1 1 * *";
          case "@monthly" -> "0 0 0 1 * * *";
          case "@weekly" -> "0 0 0 * * 1 *";
          case "@daily", "@midnight" -> "0 0 0 * * * *";
          case "@hourly" -> "0 0 * * * * *";
          default -> text.strip();
        };
    String[] parts = expanded.split("\\s+", -1);
    if (parts.length != 6 && parts.length != 7) {
      return Optional.empty();
    }
    BitSet[] sets = new BitSet[7];
    for (Field field : FIELDS) {
      String part = field.index() < parts.length ? parts[field.index()] : "*";
      Optional<BitSet> set = parseField(field, part);
      if (set.isEmpty()) {
        return Optional.empty();
      }
      sets[field.index()] = set.get();
    }
    return Optional.of(new CronSchedule(List.of(sets)));
  }

  /// The first time after `time`, or nothing when the schedule ends before.
  public Optional<LocalDateTime> next(LocalDateTime time) {
    LocalDateTime from = time.withNano(0).plusSeconds(1);
    for (int days = 0; days < HORIZON_DAYS; days++) {
      LocalDateTime day = days == 0 ? from : from.toLocalDate().plusDays(days).atStartOfDay();
      if (firesOn(day)) {
        Optional<LocalTime> at = firstAt(day.toLocalTime());
        if (at.isPresent()) {
          return Optional.of(day.toLocalDate().atTime(at.get()));
        }
      }
    }
    return Optional.empty();
  }

  /// The distance between the next two times after `time`; zero when there are not two.
  public Duration interval(LocalDateTime time) {
    return next(time)
        .flatMap(first -> next(first).map(second -> Duration.between(first, second)))
        .orElse(Duration.ZERO);
  }

  private boolean firesOn(LocalDateTime day) {
    DayOfWeek weekday = day.getDayOfWeek();
    return has(YEAR, day.getYear())
        && has(MONTH, day.getMonthValue())
        && has(DAY, day.getDayOfMonth())
        && has(WEEKDAY, weekday.getValue() % 7 + 1);
  }

  private Optional<LocalTime> firstAt(LocalTime from) {
    for (int hour = from.getHour(); hour < 24; hour++) {
      if (!has(HOUR, hour)) {
        continue;
      }
      boolean sameHour = hour == from.getHour();
      for (int minute = sameHour ? from.getMinute() : 0; minute < 60; minute++) {
        boolean sameMinute = sameHour && minute == from.getMinute();
        int second = fields.get(SECOND.index()).nextSetBit(sameMinute ? from.getSecond() : 0);
        if (has(MINUTE, minute) && second >= 0) {
          return Optional.of(LocalTime.of(hour, minute, second));
        }
      }
    }
    return Optional.empty();
  }

  private boolean has(Field field, int value) {
    return fields.get(field.index()).get(value);
  }

  private static Optional<BitSet> parseField(Field field, String text) {
    BitSet set = new BitSet();
    for (String item : text.split(",", -1)) {
      if (!addItem(field, item, set)) {
        return Optional.empty();
      }
    }
    return Optional.of(set);
  }

  private static boolean addItem(Field field, String item, BitSet set) {
    String[] stepped = item.split("/", -1);
    if (stepped.length > 2) {
      return false;
    }
    int step = stepped.length == 2 ? number(stepped[1]) : 1;
    boolean any =
        stepped[0].equals("*")
            || (stepped[0].equals("?") && (field.equals(DAY) || field.equals(WEEKDAY)));
    String[] range = stepped[0].split("-", -1);
    int first = any ? field.least() : value(field, range[0]);
    int last = first;
    if (any || (range.length == 1 && stepped.length == 2)) {
      last = field.greatest();
    }
    if (!any && range.length == 2) {
      last = value(field, range[1]);
    }
    if (step < 1 || first < field.least() || last > field.greatest() || first > last) {
      return false;
    }
    for (int value = first; value <= last; value += step) {
      set.set(value);
    }
    return any || range.length <= 2;
  }

  /// The value that `text` names, or -1.
  private static int value(Field field, String text) {
    String name = text.toLowerCase(Locale.ROOT);
    if (name.length() >= 3) {
      for (int index = 0; index < field.names().size(); index++) {
        if (field.names().get(index).startsWith(name)) {
          return field.least() + index;
        }
      }
    }
    return number(text);
  }

  private static int number(String text) {
    boolean digits =
        !text.isEmpty() && text.length() <= 4 && text.chars().allMatch(CronSchedule::isDigit);
    return digits ? Integer.parseInt(text) : -1;
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }
}
