package org.ozmonitor.server.codec;

import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.definition.Trigger;

/// Reads the `config` of triggers that open incidents: PagerDuty, Opsgenie, Datadog. Stateless.
final class IncidentCodec {
  private static final List<String> SEVERITIES = List.of("critical", "error", "warning", "info");
  private static final List<String> PRIORITIES = List.of("P1", "P2", "P3", "P4", "P5");
  private static final List<String> REGIONS = List.of("us", "eu");
  private static final int MAX_TAGS = 50;

  private static final List<String> SITES =
      List.of(
          "datadoghq.com",
          "us3.datadoghq.com",
          "us5.datadoghq.com",
          "datadoghq.eu",
          "ap1.datadoghq.com",
          "ap2.datadoghq.com",
          "ddog-gov.com");

  private IncidentCodec() {}

  static Trigger.Config pagerDuty(Fields fields) {
    return new Trigger.Config.PagerDuty(
        key(fields, "routing_key"),
        word(fields, "severity", SEVERITIES),
        isEurope(fields),
        ChannelCodec.message(fields),
        RetryPolicyCodec.read(fields));
  }

  static Trigger.Config opsgenie(Fields fields) {
    return new Trigger.Config.Opsgenie(
        key(fields, "opsgenie_key"),
        word(fields, "priority", PRIORITIES),
        isEurope(fields),
        ChannelCodec.message(fields),
        RetryPolicyCodec.read(fields));
  }

  static Trigger.Config datadog(Fields fields) {
    List<String> tags = fields.optionalTexts("tags").orElse(List.of());
    fields.require(
        tags.size() <= MAX_TAGS, "tags", "count", "must be at most " + MAX_TAGS + " tags");
    return new Trigger.Config.Datadog(
        key(fields, "datadog_key"),
        word(fields, "site", SITES).orElse(SITES.getFirst()),
        tags,
        ChannelCodec.message(fields),
        RetryPolicyCodec.read(fields));
  }

  /// A secret that goes into a header or a body.
  private static SecretValue key(Fields fields, String name) {
    SecretValue key = fields.secret(name);
    Optional<String> value = fields.reveal(name);
    fields.require(
        value.isEmpty() || value.get().matches("[!-~]+"),
        name,
        "format",
        "must not be empty nor hold blanks or control characters");
    return key;
  }

  private static Optional<String> word(Fields fields, String name, List<String> words) {
    return fields.has(name) ? Optional.of(fields.word(name, words)) : Optional.empty();
  }

  private static boolean isEurope(Fields fields) {
    return word(fields, "region", REGIONS).equals(Optional.of("eu"));
  }
}
