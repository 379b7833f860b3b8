package org.ozmonitor.server.codec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;

/// Reads trigger documents. Stateless.
public final class TriggerCodec {
  private static final List<String> KEYS =
      List.of("name", "trigger_type", "config", "on", "in_order", "severities");
  private static final List<String> EVENTS = List.of("detected", "retracted", "confirmed");

  /// The keys by which upstream recognises a channel, whatever `trigger_type` says.
  private static final Map<String, Shape> SHAPES =
      Map.of(
          "slack", new Shape(List.of("slack_url", "message"), List.of("retry_policy")),
          "email",
              new Shape(
                  List.of("host", "username", "password", "message", "sender", "recipients"),
                  List.of("port", "retry_policy", "starttls", "subject_templated")),
          "webhook",
              new Shape(
                  List.of("url"),
                  List.of(
                      "method",
                      "secret",
                      "headers",
                      "message",
                      "payload_mode",
                      "retry_policy",
                      "secrets",
                      "signing_key")),
          "telegram",
              new Shape(
                  List.of("token", "chat_id", "message"),
                  List.of("disable_web_preview", "retry_policy")),
          "discord", new Shape(List.of("discord_url", "message"), List.of("retry_policy")),
          "pagerduty",
              new Shape(
                  List.of("routing_key", "message"), List.of("severity", "region", "retry_policy")),
          "opsgenie",
              new Shape(
                  List.of("opsgenie_key", "message"),
                  List.of("priority", "region", "retry_policy")),
          "datadog",
              new Shape(List.of("datadog_key", "message"), List.of("site", "tags", "retry_policy")),
          "teams", new Shape(List.of("teams_url", "message"), List.of("retry_policy")),
          "script",
              new Shape(List.of("language", "script_path", "timeout_ms"), List.of("arguments")));

  /// How the names of rules end that upstream's parser holds.
  private static final Set<String> PARSING =
      Set.of("type", "missing", "unknown", "unknown_key", "duplicate_key", "size");

  private TriggerCodec() {}

  private record Shape(List<String> required, List<String> optional) {
    boolean fits(JsonNode config) {
      for (Iterator<String> keys = config.fieldNames(); keys.hasNext(); ) {
        String key = keys.next();
        if (!required.contains(key) && !optional.contains(key)) {
          return false;
        }
      }
      return required.stream().allMatch(config::has);
    }
  }

  /// The keys that a channel's `config` may have.
  static List<String> keysOf(String channel) {
    Shape shape = SHAPES.getOrDefault(channel, new Shape(List.of(), List.of()));
    return Stream.concat(shape.required.stream(), shape.optional.stream()).toList();
  }

  /// The trigger, or nothing when there were errors.
  ///
  /// @param key by which monitors name it
  public static Optional<Trigger> read(String key, Document document) {
    int before = document.problems().errors().size();
    return Fields.of(document.node(), document.place(), "trigger", document.source())
        .map(fields -> trigger(key, fields))
        .filter(_ -> document.problems().errors().size() == before);
  }

  private static Trigger trigger(String key, Fields fields) {
    fields.strict(KEYS);
    String name = fields.text("name");
    fields.require(
        !name.isEmpty() || !fields.node().path("name").isTextual(),
        "name",
        "empty",
        "must not be empty");
    String type = fields.word("trigger_type", Trigger.TYPES);
    Trigger.Config config =
        SHAPES.containsKey(fields.node().path("trigger_type").asText())
            ? config(fields, type)
            : new Trigger.Config.Unusable(type, "the trigger type is unknown");
    return new Trigger(
        key,
        name,
        type,
        config,
        events(fields, Trigger.defaultEvents(type)),
        fields.optionalFlag("in_order"),
        AlertingCodec.severities(fields));
  }

  /// Where type and shape differ, chat channels follow the shape as upstream does; e-mail and
  /// script fail there when they are run, and here as well.
  private static Trigger.Config config(Fields fields, String type) {
    JsonNode config = fields.node().path("config");
    String shape =
        SHAPES.entrySet().stream()
            .filter(entry -> entry.getValue().fits(config))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse(type);
    if (!shape.equals(type)) {
      fields.warning(
          "config",
          "shape",
          "has the keys of a %s trigger, but trigger_type is %s".formatted(shape, type));
    }
    Optional<Trigger.Config> read =
        fields
            .object("config")
            .map(
                found ->
                    shape.equals(type)
                        ? ChannelCodec.read(shape, found)
                        : unvalidated(shape, found));
    boolean followsType = type.equals("email") || type.equals("script");
    if (read.isPresent() && (shape.equals(type) || !followsType)) {
      return read.get();
    }
    return new Trigger.Config.Unusable(
        type, "the config has the keys of a %s trigger".formatted(shape));
  }

  /// Where type and shape differ, upstream parses and resolves secrets but validates nothing: what
  /// validation would refuse is a warning.
  private static Trigger.Config unvalidated(String shape, Fields fields) {
    var found = new Problems();
    Trigger.Config config = ChannelCodec.read(shape, fields.reportingTo(found));
    for (Problem problem : found.all()) {
      boolean refuses = problem.severity() == Problem.Severity.ERROR && isOfParsing(problem);
      fields.problems().require(!refuses, problem.place(), problem.rule(), problem.message());
      if (!refuses) {
        fields.problems().warning(problem.place(), problem.rule(), problem.message());
      }
    }
    return config;
  }

  private static boolean isOfParsing(Problem problem) {
    String rule = problem.rule();
    return rule.startsWith("secret.")
        || (PARSING.contains(rule.substring(rule.lastIndexOf('.') + 1))
            && !rule.equals("trigger.config.method.unknown"));
  }

  private static Set<String> events(Fields fields, Set<String> byDefault) {
    Optional<List<String>> on = fields.optionalTexts("on");
    if (on.isEmpty()) {
      return byDefault;
    }
    fields.require(
        EVENTS.containsAll(on.get()),
        "on",
        "unknown",
        "may hold only " + String.join(", ", EVENTS));
    fields.require(
        !on.get().isEmpty(), "on", "empty", "must hold at least one event, or be left out");
    return new LinkedHashSet<>(on.get());
  }
}
