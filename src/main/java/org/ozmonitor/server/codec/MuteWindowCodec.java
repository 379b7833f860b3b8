package org.ozmonitor.server.codec;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.ozmonitor.core.definition.MuteWindow;

/// Reads `mute_windows`: `{"from", "to", "days", "timezone"}` or `{"start", "end"}`. Stateless.
final class MuteWindowCodec {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
  private static final List<String> DAYS =
      Arrays.stream(DayOfWeek.values()).map(MuteWindowCodec::word).toList();

  private MuteWindowCodec() {}

  static Optional<MuteWindow> read(Fields fields) {
    fields.strict(List.of("from", "to", "days", "timezone", "start", "end"));
    boolean isDaily = fields.has("from") || fields.has("to");
    boolean isOnce = fields.has("start") || fields.has("end");
    fields.require(
        isDaily != isOnce, "from", "form", "must go with to, or be left out for start and end");
    if (isDaily == isOnce) {
      return Optional.empty();
    }
    return isDaily ? daily(fields) : once(fields);
  }

  private static Optional<MuteWindow> daily(Fields fields) {
    var from = time(fields, "from", "must be HH:MM", text -> LocalTime.parse(text, CLOCK));
    var to = time(fields, "to", "must be HH:MM", text -> LocalTime.parse(text, CLOCK));
    Set<DayOfWeek> days = days(fields);
    var zone =
        fields.has("timezone")
            ? time(fields, "timezone", "must be a name such as Europe/Berlin", ZoneId::of)
            : Optional.<ZoneId>of(ZoneOffset.UTC);
    return from.isPresent() && to.isPresent() && zone.isPresent()
        ? Optional.of(new MuteWindow.Daily(from.get(), to.get(), days, zone.get()))
        : Optional.empty();
  }

  private static Optional<MuteWindow> once(Fields fields) {
    var start = instant(fields, "start");
    var end = instant(fields, "end");
    if (start.isEmpty() || end.isEmpty()) {
      return Optional.empty();
    }
    fields.require(start.get().isBefore(end.get()), "end", "order", "must be later than start");
    return Optional.of(new MuteWindow.Once(start.get(), end.get()));
  }

  private static Optional<Instant> instant(Fields fields, String key) {
    return time(
        fields,
        key,
        "must be a time with its offset, such as 2026-03-01T22:00:00Z",
        text -> OffsetDateTime.parse(text).toInstant());
  }

  private static Set<DayOfWeek> days(Fields fields) {
    List<String> words = fields.optionalTexts("days").orElse(DAYS);
    fields.require(
        DAYS.containsAll(words) && !words.isEmpty(),
        "days",
        "unknown",
        "must hold some of " + String.join(", ", DAYS));
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    Arrays.stream(DayOfWeek.values()).filter(day -> words.contains(word(day))).forEach(days::add);
    return days;
  }

  private static String word(DayOfWeek day) {
    return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
  }

  private static <T> Optional<T> time(
      Fields fields, String key, String rule, Function<String, T> parse) {
    String text = fields.text(key);
    if (!fields.node().path(key).isTextual()) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse.apply(text));
    } catch (DateTimeException e) {
      fields.error(key, "format", rule);
      return Optional.empty();
    }
  }
}
