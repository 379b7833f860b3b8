package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.definition.Trigger.Config.Webhook;
import org.ozmonitor.core.notification.DeliveryResult;
import org.ozmonitor.core.notification.Endpoint;
import org.ozmonitor.core.notification.OutboundMessage;
import org.ozmonitor.core.notification.WebhookRequest;
import org.ozmonitor.server.secret.Resolutions;
import org.ozmonitor.server.secret.SecretStore;

/// Sends webhooks.
final class WebhookSender implements ChannelSender<Webhook> {
  private final OutboundHttp http;
  private final SecretStore secrets;
  private final InstantSource clock;

  /// @param clock for the timestamps that receivers check
  WebhookSender(OutboundHttp http, SecretStore secrets, InstantSource clock) {
    this.http = http;
    this.secrets = secrets;
    this.clock = clock;
  }

  @Override
  public Future<SendOutcome> send(OutboundMessage message, Webhook webhook, long deadlineNanos) {
    List<SecretValue> needed =
        Stream.concat(Stream.of(webhook.url()), webhook.secret().stream()).toList();
    return secrets
        .resolveAll(needed)
        .compose(
            found ->
                switch (found) {
                  case Resolutions.All(List<String> values) ->
                      send(message, webhook, values, deadlineNanos);
                  case Resolutions.Incomplete(String reason) ->
                      outcome(
                          new DeliveryResult.Retryable(
                              "a secret is not to be had: " + reason, Optional.empty()));
                });
  }

  @Override
  public String endpoint(Webhook webhook) {
    return secrets
        .current(webhook.url())
        .flatMap(Endpoint::parse)
        .map(Endpoint::origin)
        .orElseGet(() -> webhook.url().toString());
  }

  private Future<SendOutcome> send(
      OutboundMessage message, Webhook webhook, List<String> values, long deadlineNanos) {
    Optional<String> secret = values.stream().skip(1).findFirst();
    return switch (WebhookRequest.prepare(
        message, webhook, values.getFirst(), secret, clock.instant())) {
      case WebhookRequest.Prepared.Ready(WebhookRequest request) ->
          http.send(request, deadlineNanos);
      case WebhookRequest.Prepared.Unusable(String reason) ->
          outcome(new DeliveryResult.Refused(reason));
    };
  }

  private static Future<SendOutcome> outcome(DeliveryResult result) {
    return Future.succeededFuture(SendOutcome.attempted(result));
  }
}
