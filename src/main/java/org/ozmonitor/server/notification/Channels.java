package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.definition.Trigger.Config.Script;
import org.ozmonitor.core.definition.Trigger.Config.Webhook;
import org.ozmonitor.core.notification.DeliveryResult;
import org.ozmonitor.core.notification.OutboundMessage;
import org.ozmonitor.core.tenant.TenantId;

/// Finds the sender of a channel.
final class Channels {
  private final ChannelSender<Webhook> webhook;
  private final ScriptSender scripts;

  Channels(ChannelSender<Webhook> webhook, ScriptSender scripts) {
    this.webhook = webhook;
    this.scripts = scripts;
  }

  Future<SendOutcome> send(
      TenantId tenant, OutboundMessage message, Trigger.Config config, long deadlineNanos) {
    return switch (config) {
      case Webhook hook -> webhook.send(message, hook, deadlineNanos);
      case Trigger.Config.Unusable(_, String reason) -> rejected(reason);
      case Script script -> scripts.send(tenant, message, script, deadlineNanos);
      case Trigger.Config.Slack _,
          Trigger.Config.Discord _,
          Trigger.Config.Telegram _,
          Trigger.Config.Email _ ->
          rejected("channel not available");
    };
  }

  String endpoint(Trigger.Config config) {
    return switch (config) {
      case Webhook hook -> webhook.endpoint(hook);
      case Trigger.Config.Unusable(String channel, _) -> channel;
      case Script script -> scripts.endpoint(script);
      case Trigger.Config.Slack _,
          Trigger.Config.Discord _,
          Trigger.Config.Telegram _,
          Trigger.Config.Email _ ->
          "";
    };
  }

  private static Future<SendOutcome> rejected(String reason) {
    return Future.succeededFuture(SendOutcome.attempted(new DeliveryResult.Rejected(reason)));
  }
}
