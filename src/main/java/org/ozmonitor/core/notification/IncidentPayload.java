package org.ozmonitor.core.notification;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.ozmonitor.core.definition.Trigger.Config.Datadog;
import org.ozmonitor.core.definition.Trigger.Config.Opsgenie;
import org.ozmonitor.core.definition.Trigger.Config.PagerDuty;
import org.ozmonitor.core.json.CanonicalJson;
import org.ozmonitor.core.json.JsonText;

/// The bodies of requests to PagerDuty, Opsgenie and Datadog. The match's id ties the events of one
/// match together, so that a retraction resolves what a detection opened. Pure.
final class IncidentPayload {
  private static final String CLIENT = "OZ Monitor Orchestrator";

  /// PagerDuty's limit of a summary.
  private static final int MAX_SUMMARY = 1024;

  /// Opsgenie's limits of a message and a description.
  private static final int MAX_MESSAGE = 130;

  private static final int MAX_DESCRIPTION = 15_000;

  /// Datadog's limits of a title and a text.
  private static final int MAX_TITLE = 100;

  private static final int MAX_TEXT = 4000;

  private IncidentPayload() {}

  /// Whether nothing of what was told before stands.
  static boolean resolves(OutboundMessage message) {
    return message.event().equals("retracted")
        || Digest.of(message).filter(digest -> digest.matches() == 0).isPresent();
  }

  /// PagerDuty Events API v2.
  static String pagerDuty(OutboundMessage message, PagerDuty config, String routingKey) {
    SortedMap<String, String> event = JsonText.fields();
    event.put("routing_key", JsonText.quote(routingKey));
    event.put("dedup_key", JsonText.quote(message.match().toString()));
    boolean resolves = resolves(message);
    event.put("event_action", JsonText.quote(resolves ? "resolve" : "trigger"));
    event.put("client", JsonText.quote(CLIENT));
    if (!resolves) {
      MessageText text = MessageText.of(config.message(), message);
      SortedMap<String, String> payload = JsonText.fields();
      payload.put("summary", JsonText.quote(title(text, MAX_SUMMARY)));
      payload.put("source", JsonText.quote(source(message)));
      payload.put(
          "severity",
          JsonText.quote(
              config
                  .severity()
                  .orElseGet(() -> bySeverity(message, "critical error warning info"))));
      Map<String, String> details = details(message);
      details.put("message", PlainText.of(text.body(), MAX_DESCRIPTION));
      payload.put("custom_details", CanonicalJson.object(details));
      event.put("payload", JsonText.object(payload));
      link(message)
          .forEach(
              url ->
                  event.put(
                      "links",
                      "["
                          + CanonicalJson.object(Map.of("href", url, "text", "Transaction"))
                          + "]"));
    }
    return JsonText.object(event);
  }

  /// Opsgenie Alert API: an alert that is opened.
  static String opsgenie(OutboundMessage message, Opsgenie config) {
    MessageText text = MessageText.of(config.message(), message);
    SortedMap<String, String> alert = JsonText.fields();
    alert.put("message", JsonText.quote(title(text, MAX_MESSAGE)));
    alert.put("alias", JsonText.quote(message.match().toString()));
    alert.put("description", JsonText.quote(PlainText.of(text.body(), MAX_DESCRIPTION)));
    alert.put(
        "priority",
        JsonText.quote(config.priority().orElseGet(() -> bySeverity(message, "P1 P2 P3 P4"))));
    alert.put("source", JsonText.quote(source(message)));
    alert.put("details", CanonicalJson.object(details(message)));
    return JsonText.object(alert);
  }

  /// Opsgenie Alert API: the note with which an alert is closed.
  static String opsgenieClose(OutboundMessage message) {
    return CanonicalJson.object(
        Map.of("note", "The match was retracted.", "source", source(message)));
  }

  /// Datadog Events API v1.
  static String datadog(OutboundMessage message, Datadog config) {
    MessageText text = MessageText.of(config.message(), message);
    SortedMap<String, String> event = JsonText.fields();
    event.put("title", JsonText.quote(title(text, MAX_TITLE)));
    event.put("text", JsonText.quote(PlainText.of(text.body(), MAX_TEXT)));
    event.put("aggregation_key", JsonText.quote(message.match().toString()));
    event.put(
        "alert_type",
        JsonText.quote(
            resolves(message) ? "success" : bySeverity(message, "error error warning info")));
    event.put("tags", JsonText.array(config.tags(), JsonText::quote));
    return JsonText.object(event);
  }

  /// None of them takes an event without a title, and a name from a chain may be empty.
  private static String title(MessageText text, int limit) {
    String title = PlainText.line(PlainText.of(text.title(), limit));
    return title.isEmpty() ? "(no title)" : title;
  }

  /// The word for the severity of the monitor, among those for critical, high, medium, and lower;
  /// of
  /// a monitor without severity that for high.
  private static String bySeverity(OutboundMessage message, String words) {
    List<String> word = List.of(words.split(" ", -1));
    return switch (message.variables().getOrDefault("monitor.severity", "high")) {
      case "critical" -> word.get(0);
      case "high" -> word.get(1);
      case "medium" -> word.get(2);
      default -> word.get(3);
    };
  }

  private static String source(OutboundMessage message) {
    return message.variables().getOrDefault("network.slug", "ozmonitor");
  }

  private static Map<String, String> details(OutboundMessage message) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("match", message.match().toString());
    details.put("sequence", Long.toString(message.sequence()));
    for (String name :
        List.of("monitor.name", "network.slug", "block.number", "transaction.hash")) {
      String value = message.variables().get(name);
      if (value != null) {
        details.put(name, value);
      }
    }
    return details;
  }

  private static List<String> link(OutboundMessage message) {
    String url = message.variables().get("links.transaction");
    return url == null ? List.of() : List.of(url);
  }
}
