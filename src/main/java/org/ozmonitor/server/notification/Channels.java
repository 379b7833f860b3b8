package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.definition.Trigger.Config.Webhook;
import org.ozmonitor.core.notification.DeliveryResult;
import org.ozmonitor.core.notification.OutboundMessage;

/// Finds the sender of a channel.
final class Channels {
  private final ChannelSender<Webhook> webhook;

  Channels(ChannelSender<Webhook> webhook) {
    this.webhook = webhook;
  }

  Future<SendOutcome> send(OutboundMessage message, Trigger.Config config, long deadlineNanos) {
    return switch (config) {
      case Webhook hook -> webhook.send(message, hook, deadlineNanos);
      case Trigger.Config.Unusable(_, String reason) -> rejected(reason);
      case Trigger.Config.Slack _,
          Trigger.Config.Discord _,
          Trigger.Config.Telegram _,
          Trigger.Config.Email _,
          Trigger.Config.Script _ ->
          rejected("channel not available");
    };
  }

  String endpoint(Trigger.Config config) {
    return switch (config) {
      case Webhook hook -> webhook.endpoint(hook);
      case Trigger.Config.Unusable(String channel, _) -> channel;
      case Trigger.Config.Slack _,
          Trigger.Config.Discord _,
          Trigger.Config.Telegram _,
          Trigger.Config.Email _,
          Trigger.Config.Script _ ->
          "";
    };
  }

  private static Future<SendOutcome> rejected(String reason) {
    return Future.succeededFuture(SendOutcome.attempted(new DeliveryResult.Rejected(reason)));
  }
}
