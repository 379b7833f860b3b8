package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.definition.Trigger.Config.Later;
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
      case Later(String channel) ->
          Future.succeededFuture(
              SendOutcome.attempted(
                  new DeliveryResult.Rejected("channel not available: " + channel)));
    };
  }

  String endpoint(Trigger.Config config) {
    return switch (config) {
      case Webhook hook -> webhook.endpoint(hook);
      case Later(String channel) -> channel;
    };
  }
}
