package org.ozmonitor.core.notification;

import java.util.Optional;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.definition.Trigger.Config;

/// How much text the making of a message has to handle. Pure.
public final class MessageSize {
  /// What a section like `${events}` writes around a variable, at most.
  private static final int FRAME = 64;

  private MessageSize() {}

  /// An upper bound, in UTF-16 units: a placeholder stands for all variables of the match at most,
  /// and no text becomes longer than {@link MessageTemplate#MAX_RENDERED}.
  public static long bound(OutboundMessage message, Config config) {
    long variables =
        message.variables().entrySet().stream()
            .mapToLong(entry -> entry.getKey().length() + entry.getValue().length() + FRAME)
            .sum();
    long rendered =
        template(config)
            .map(text -> rendered(text.title(), variables) + rendered(text.body(), variables))
            .orElse(0L);
    return message.matchJson().length() + rendered;
  }

  private static long rendered(String template, long variables) {
    long bound = template.length();
    for (int at = template.indexOf("${"); at >= 0; at = template.indexOf("${", at + 2)) {
      bound += variables;
      if (bound >= MessageTemplate.MAX_RENDERED) {
        return MessageTemplate.MAX_RENDERED;
      }
    }
    return bound;
  }

  private static Optional<Trigger.Message> template(Config config) {
    return switch (config) {
      case Config.Slack slack -> Optional.of(slack.message());
      case Config.Discord discord -> Optional.of(discord.message());
      case Config.Telegram telegram -> Optional.of(telegram.message());
      case Config.Email email -> Optional.of(email.message());
      case Config.PagerDuty pagerDuty -> Optional.of(pagerDuty.message());
      case Config.Opsgenie opsgenie -> Optional.of(opsgenie.message());
      case Config.Datadog datadog -> Optional.of(datadog.message());
      case Config.Teams teams -> Optional.of(teams.message());
      case Config.Webhook webhook -> Optional.of(webhook.message());
      case Config.Script _, Config.Unusable _ -> Optional.empty();
    };
  }
}
