package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.definition.Trigger.Config.Webhook;
import org.ozmonitor.core.notification.DeliveryResult;
import org.ozmonitor.core.notification.Endpoint;
import org.ozmonitor.core.notification.OutboundMessage;
import org.ozmonitor.core.notification.WebhookRequest;

/// Sends webhooks.
final class WebhookSender implements ChannelSender<Webhook> {
  private final OutboundHttp http;
  private final Function<SecretValue, Optional<String>> secrets;
  private final InstantSource clock;

  /// @param secrets a value, or empty when it cannot be had
  /// @param clock for the timestamps that receivers check
  WebhookSender(
      OutboundHttp http, Function<SecretValue, Optional<String>> secrets, InstantSource clock) {
    this.http = http;
    this.secrets = secrets;
    this.clock = clock;
  }

  @Override
  public Future<SendOutcome> send(OutboundMessage message, Webhook webhook, long deadlineNanos) {
    Optional<String> url = secrets.apply(webhook.url());
    if (url.isEmpty()) {
      return refused("the secret with the URL is not available");
    }
    Optional<String> secret = webhook.secret().flatMap(secrets);
    if (webhook.secret().isPresent() && secret.isEmpty()) {
      return refused("the signing secret is not available");
    }
    return switch (WebhookRequest.prepare(message, webhook, url.get(), secret, clock.instant())) {
      case WebhookRequest.Prepared.Ready(WebhookRequest request) ->
          http.send(request, deadlineNanos);
      case WebhookRequest.Prepared.Unusable(String reason) -> refused(reason);
    };
  }

  @Override
  public String endpoint(Webhook webhook) {
    return secrets.apply(webhook.url()).flatMap(Endpoint::parse).map(Endpoint::origin).orElse("");
  }

  private static Future<SendOutcome> refused(String reason) {
    return Future.succeededFuture(SendOutcome.attempted(new DeliveryResult.Refused(reason)));
  }
}
