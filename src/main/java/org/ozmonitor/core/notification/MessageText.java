package org.ozmonitor.core.notification;

import org.ozmonitor.core.definition.Trigger;

/// Title and body of one message, filled, with what every channel adds: what happened to an alert
/// sent before, and how many alerts were kept back. Immutable.
public record MessageText(FilledText title, FilledText body) {
  /// What the title of a retraction begins with.
  public static final String RETRACTED = "[RETRACTED] ";

  /// What the title of a confirmation begins with.
  public static final String CONFIRMED = "[CONFIRMED] ";

  public static MessageText of(Trigger.Message template, OutboundMessage message) {
    FilledText title = MessageTemplate.fill(template.title(), message.variables());
    FilledText body = MessageTemplate.fill(template.body(), message.variables());
    return new MessageText(
        FilledText.own(prefix(message.event())).plus(title),
        body.plus(FilledText.own(keptBack(message.suppressed()))));
  }

  /// What a title begins with, so that nobody takes a correction for news.
  static String prefix(String event) {
    return switch (event) {
      case "retracted" -> RETRACTED;
      case "confirmed" -> CONFIRMED;
      default -> "";
    };
  }

  private static String keptBack(long suppressed) {
    if (suppressed <= 0) {
      return "";
    }
    if (suppressed == 1) {
      return "\n\n1 earlier alert was kept back";
    }
    String least = suppressed >= OutboundMessage.MOST_COUNTED ? "at least " : "";
    return "\n\n" + least + suppressed + " earlier alerts were kept back";
  }
}
