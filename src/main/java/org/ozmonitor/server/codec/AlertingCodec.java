package org.ozmonitor.server.codec;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ozmonitor.core.chain.Finality;
import org.ozmonitor.core.definition.Alerting;
import org.ozmonitor.core.definition.Confirmations;
import org.ozmonitor.core.definition.Durations;
import org.ozmonitor.core.definition.NoiseRules;
import org.ozmonitor.core.definition.Severity;

/// Reads what a monitor says of its alerts, and whose alerts a trigger wants: fields of ours.
/// Stateless.
final class AlertingCodec {
  /// Deeper than any chain reorganises.
  private static final long MOST_CONFIRMATIONS = 1_000_000;

  private static final int LONGEST_CATEGORY = 100;
  private static final int HIGHEST_COUNT = 1000;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(366);

  private AlertingCodec() {}

  static Alerting read(Fields fields) {
    return new Alerting(
        confirmations(fields),
        fields.has("severity")
            ? Optional.of(Severity.of(fields.word("severity", Severity.WORDS)))
            : Optional.empty(),
        category(fields),
        new NoiseRules(
            fields.optionalObject("alert_threshold").map(AlertingCodec::threshold),
            fields.has("minimum_interval")
                ? Optional.of(duration(fields, "minimum_interval"))
                : Optional.empty(),
            fields.optionalObjects("mute_windows").stream()
                .flatMap(window -> MuteWindowCodec.read(window).stream())
                .toList()));
  }

  /// The severities that a trigger wants; empty: all.
  static Set<Severity> severities(Fields fields) {
    Optional<List<String>> words = fields.optionalTexts("severities");
    if (words.isEmpty()) {
      return Set.of();
    }
    fields.require(
        Severity.WORDS.containsAll(words.get()),
        "severities",
        "unknown",
        "may hold only " + String.join(", ", Severity.WORDS));
    fields.require(
        !words.get().isEmpty(),
        "severities",
        "empty",
        "must hold at least one severity, or be left out");
    Set<Severity> severities = EnumSet.noneOf(Severity.class);
    words.get().stream()
        .filter(Severity.WORDS::contains)
        .map(Severity::of)
        .forEach(severities::add);
    return severities;
  }

  private static Optional<Confirmations> confirmations(Fields fields) {
    if (!fields.has("confirmations")) {
      return Optional.empty();
    }
    JsonNode value = fields.node().path("confirmations");
    Optional<Finality> level = Optional.ofNullable(value.textValue()).flatMap(Finality::parse);
    if (level.isPresent()) {
      return level.map(Confirmations.Level::new);
    }
    fields.require(
        fields.isNatural("confirmations")
            && value.bigIntegerValue().bitLength() < Long.SIZE
            && value.longValue() <= MOST_CONFIRMATIONS,
        "confirmations",
        "type",
        "must be a whole number from 0 to %d, \"safe\" or \"finalized\""
            .formatted(MOST_CONFIRMATIONS));
    return Optional.of(new Confirmations.Depth(value.longValue()));
  }

  private static Optional<String> category(Fields fields) {
    Optional<String> category = fields.optionalText("category");
    fields.require(
        category.isEmpty()
            || (!category.get().isBlank() && category.get().length() <= LONGEST_CATEGORY)
            || !fields.node().path("category").isTextual(),
        "category",
        "length",
        "must have 1 to %d characters".formatted(LONGEST_CATEGORY));
    return category;
  }

  private static NoiseRules.Threshold threshold(Fields fields) {
    fields.strict(List.of("count", "window"));
    long count = fields.number("count", Fields.U32);
    fields.require(
        (count >= 1 && count <= HIGHEST_COUNT) || !fields.isNatural("count"),
        "count",
        "range",
        "must be 1 to " + HIGHEST_COUNT);
    return new NoiseRules.Threshold((int) count, duration(fields, "window"));
  }

  /// Block times are whole seconds, so shorter times mean nothing.
  private static Duration duration(Fields fields, String key) {
    String text = fields.text(key);
    Optional<Duration> duration =
        Durations.parse(text)
            .filter(it -> it.compareTo(SHORTEST) >= 0 && it.compareTo(LONGEST) <= 0);
    fields.require(
        duration.isPresent() || !fields.node().path(key).isTextual(),
        key,
        "duration",
        "must be 1s to 366d: a whole number and s, m, h or d");
    return duration.orElse(SHORTEST);
  }
}
