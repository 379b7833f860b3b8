package org.ozmonitor.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ozmonitor.core.definition.Durations;
import org.ozmonitor.core.problem.Problems;

/// What all sources together say, by dotted key, and the reading of it: every read names its key,
/// its default and its bounds; what does not fit becomes a problem and the default stands in, so
/// that one run finds all problems. Confined to one reading.
final class Settings {
  private final Map<String, Setting> given;
  private final Problems problems;
  private final Set<String> known = new TreeSet<>();

  /// One value and where it was given.
  ///
  /// @param value text, number, boolean or list
  /// @param source for messages: a file or a variable
  record Setting(Object value, String source) {}

  Settings(SequencedMap<String, Setting> given, Problems problems) {
    this.given = given;
    this.problems = problems;
  }

  Problems problems() {
    return problems;
  }

  /// Reports keys that no read has asked for; to be called when everything was read.
  void refuseUnknown() {
    given.forEach(
        (key, setting) -> {
          if (!known.contains(key)) {
            String nearest =
                Nearest.to(key, known).map(n -> "; did you mean `" + n + "`?").orElse("");
            error(key, setting, "config.unknown_key", "there is no such setting" + nearest);
          }
        });
  }

  /// Keys that were given, rather than left to their defaults.
  List<String> givenKeys() {
    return given.keySet().stream().sorted().toList();
  }

  String text(String key, String fallback) {
    return optionalText(key).orElse(fallback);
  }

  Optional<String> optionalText(String key) {
    return find(key)
        .flatMap(
            setting -> {
              String text = String.valueOf(setting.value()).strip();
              if (setting.value() instanceof List<?>) {
                return wrong(key, setting, "config.type", "must be a text, not a list");
              }
              if (text.isEmpty()) {
                return wrong(key, setting, "config.empty", "must not be empty");
              }
              return Optional.of(text);
            });
  }

  /// A text that `parse` turns into something, or refuses with an `IllegalArgumentException` whose
  /// message does not repeat the text.
  <T> T parsed(String key, T fallback, Function<String, T> parse) {
    return optionalText(key)
        .flatMap(
            text -> {
              try {
                return Optional.of(parse.apply(text));
              } catch (IllegalArgumentException e) {
                return wrong(key, given(key), "config.form", String.valueOf(e.getMessage()));
              }
            })
        .orElse(fallback);
  }

  /// As {@link #parsed} for each element of a list; empty by default.
  <T> List<T> parsedList(String key, Function<String, T> parse) {
    try {
      return list(key, List.of()).stream().map(parse).toList();
    } catch (IllegalArgumentException e) {
      error(key, given(key), "config.form", String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  boolean flag(String key, boolean fallback) {
    return optionalFlag(key).orElse(fallback);
  }

  Optional<Boolean> optionalFlag(String key) {
    return find(key)
        .flatMap(
            setting ->
                switch (String.valueOf(setting.value()).toLowerCase(Locale.ROOT)) {
                  case "true" -> Optional.of(true);
                  case "false" -> Optional.of(false);
                  default -> wrong(key, setting, "config.type", "must be true or false");
                });
  }

  /// A whole number from `least` to `most`, both inclusive.
  int integer(String key, int fallback, int least, int most) {
    return find(key)
        .flatMap(
            setting -> {
              try {
                int number = Integer.parseInt(String.valueOf(setting.value()).strip());
                return number >= least && number <= most
                    ? Optional.of(number)
                    : wrong(key, setting, "config.range", range(least, most));
              } catch (NumberFormatException e) {
                return wrong(key, setting, "config.type", "must be a whole number");
              }
            })
        .orElse(fallback);
  }

  /// A number from `least` to `most`, both inclusive.
  double number(String key, double fallback, double least, double most) {
    return find(key)
        .flatMap(
            setting -> {
              try {
                double number = Double.parseDouble(String.valueOf(setting.value()).strip());
                return number >= least && number <= most
                    ? Optional.of(number)
                    : wrong(key, setting, "config.range", "must be from " + least + " to " + most);
              } catch (NumberFormatException e) {
                return wrong(key, setting, "config.type", "must be a number");
              }
            })
        .orElse(fallback);
  }

  /// A duration such as `250ms`, `30s`, `5m`, `72h`, `90d`, at least `least`.
  Duration duration(String key, Duration fallback, Duration least) {
    return atLeast(key, find(key).flatMap(setting -> duration(key, setting)), least)
        .orElse(fallback);
  }

  /// As {@link #duration}; a bare whole number is taken for seconds.
  Duration seconds(String key, Duration fallback, Duration least) {
    Optional<Duration> found =
        find(key)
            .flatMap(
                setting ->
                    String.valueOf(setting.value()).matches("\\d{1,9}")
                        ? Optional.of(
                            Duration.ofSeconds(Long.parseLong(String.valueOf(setting.value()))))
                        : duration(key, setting));
    return atLeast(key, found, least).orElse(fallback);
  }

  /// One of the constants of an enum, spelled in lower case with `-` or `_` between words.
  <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
    return optionalChoice(key, type).orElse(fallback);
  }

  <E extends Enum<E>> Optional<E> optionalChoice(String key, Class<E> type) {
    return find(key)
        .flatMap(
            setting ->
                Words.find(type, String.valueOf(setting.value()))
                    .or(() -> wrong(key, setting, "config.choice", Words.choices(type))));
  }

  <E extends Enum<E>> Set<E> choices(String key, Class<E> type) {
    Set<E> chosen = EnumSet.noneOf(type);
    for (String word : list(key, List.of())) {
      Words.find(type, word)
          .ifPresentOrElse(
              chosen::add, () -> error(key, given(key), "config.choice", Words.choices(type)));
    }
    return chosen;
  }

  /// A list, or one text with commas between its elements.
  List<String> list(String key, List<String> fallback) {
    return find(key)
        .map(
            setting -> {
              List<String> elements = new ArrayList<>();
              if (setting.value() instanceof List<?> several) {
                several.forEach(element -> elements.add(String.valueOf(element).strip()));
              } else {
                Arrays.stream(String.valueOf(setting.value()).split(",", -1))
                    .map(String::strip)
                    .forEach(elements::add);
              }
              elements.removeIf(String::isEmpty);
              return List.copyOf(elements);
            })
        .orElse(fallback);
  }

  void require(boolean holds, String key, String message) {
    if (!holds) {
      Setting setting = given.get(key);
      error(key, setting == null ? new Setting("", "default") : setting, "config.range", message);
    }
  }

  private Optional<Setting> find(String key) {
    known.add(key);
    return Optional.ofNullable(given.get(key));
  }

  private Setting given(String key) {
    return Optional.ofNullable(given.get(key)).orElseThrow();
  }

  private Optional<Duration> duration(String key, Setting setting) {
    return Durations.parse(String.valueOf(setting.value()))
        .or(
            () ->
                wrong(
                    key,
                    setting,
                    "config.type",
                    "must be a duration such as 250ms, 30s, 5m or 72h"));
  }

  private Optional<Duration> atLeast(String key, Optional<Duration> found, Duration least) {
    return found.flatMap(
        duration ->
            duration.compareTo(least) >= 0
                ? Optional.of(duration)
                : wrong(
                    key,
                    given(key),
                    "config.range",
                    "must be at least " + Durations.format(least)));
  }

  private <T> Optional<T> wrong(String key, Setting setting, String rule, String message) {
    error(key, setting, rule, message);
    return Optional.empty();
  }

  /// The value itself is never repeated: it may be a secret in the wrong place.
  private void error(String key, Setting setting, String rule, String message) {
    problems.error(key + " (" + setting.source() + ")", rule, message);
  }

  private static String range(int least, int most) {
    return most == Integer.MAX_VALUE
        ? "must be at least " + least
        : "must be from " + least + " to " + most;
  }

  /// Spelling of enum constants in files, variables and arguments.
  static final class Words {
    private Words() {}

    static <E extends Enum<E>> Optional<E> find(Class<E> type, String word) {
      String plain = plain(word);
      return Arrays.stream(type.getEnumConstants())
          .filter(constant -> plain(constant.name()).equals(plain))
          .findFirst();
    }

    static <E extends Enum<E>> String choices(Class<E> type) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> constant.toString())
          .collect(Collectors.joining(", ", "must be one of ", ""));
    }

    private static String plain(String word) {
      return word.strip().toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }
  }
}
