package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import org.ozmonitor.core.definition.Trigger.Config;
import org.ozmonitor.core.notification.DeliveryResult;
import org.ozmonitor.core.notification.OutboundMessage;

/// Finds the sender of a channel.
final class Channels {
  private final ChannelSender<Config> wire;
  private final ScriptSender scripts;

  /// @param wire for every channel that goes over the wire
  Channels(ChannelSender<Config> wire, ScriptSender scripts) {
    this.wire = wire;
    this.scripts = scripts;
  }

  Future<SendOutcome> send(OutboundMessage message, Config config, long deadlineNanos) {
    return switch (config) {
      case Config.Slack _,
          Config.Discord _,
          Config.Telegram _,
          Config.Email _,
          Config.PagerDuty _,
          Config.Opsgenie _,
          Config.Datadog _,
          Config.Teams _,
          Config.Webhook _ ->
          wire.send(message, config, deadlineNanos);
      case Config.Script script -> scripts.send(message.tenant(), message, script, deadlineNanos);
      case Config.Unusable(_, String reason) ->
          Future.succeededFuture(SendOutcome.attempted(new DeliveryResult.Rejected(reason)));
    };
  }

  String endpoint(Config config) {
    return switch (config) {
      case Config.Script script -> scripts.endpoint(script);
      case Config.Slack _,
          Config.Discord _,
          Config.Telegram _,
          Config.Email _,
          Config.PagerDuty _,
          Config.Opsgenie _,
          Config.Datadog _,
          Config.Teams _,
          Config.Webhook _,
          Config.Unusable _ ->
          wire.endpoint(config);
    };
  }
}
