package org.ozmonitor.core.notification;

import org.ozmonitor.core.definition.Trigger;

/// Title and body of one message, filled, with what every channel adds: what happened to an alert
/// sent before, how many alerts were kept back, and what a digest tells of. Immutable.
public record MessageText(FilledText title, FilledText body) {
  /// What the title of a retraction begins with.
  public static final String RETRACTED = "[RETRACTED] ";

  /// What the title of a confirmation begins with.
  public static final String CONFIRMED = "[CONFIRMED] ";

  public static MessageText of(Trigger.Message template, OutboundMessage message) {
    FilledText title = MessageTemplate.fill(template.title(), message.variables());
    FilledText body = MessageTemplate.fill(template.body(), message.variables());
    return new MessageText(
        FilledText.own(prefix(message)).plus(title),
        FilledText.own(Digest.of(message).map(Digest::sentence).orElse(""))
            .plus(body)
            .plus(FilledText.own(keptBack(message.suppressed()))));
  }

  /// What a title begins with, so that nobody takes a correction for news.
  static String prefix(OutboundMessage message) {
    return switch (message.event()) {
      case "retracted" -> RETRACTED;
      case "confirmed" -> CONFIRMED;
      case Digest.EVENT -> Digest.of(message).map(Digest::prefix).orElse("[DIGEST] ");
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
