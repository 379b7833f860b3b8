package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.definition.Trigger.Config;
import org.ozmonitor.core.notification.DeliveryResult;
import org.ozmonitor.core.notification.Endpoint;
import org.ozmonitor.core.notification.MessageSize;
import org.ozmonitor.core.notification.OutboundMail;
import org.ozmonitor.core.notification.OutboundMessage;
import org.ozmonitor.core.notification.OutboundRequest;
import org.ozmonitor.core.notification.Preparation;
import org.ozmonitor.core.notification.Prepared;
import org.ozmonitor.server.secret.Resolutions;
import org.ozmonitor.server.secret.SecretStore;

/// Sends over every channel that goes over the wire: finds the secrets, has the message made, and
/// hands it to HTTP or SMTP.
///
/// A large message is made on a worker thread, so that the HTML of one mail does not hold up all
/// that the event loop has in hand.
final class WireSender implements ChannelSender<Config> {
  /// What has more text than this takes a millisecond or more.
  private static final int LARGE = 1 << 17;

  private final Vertx vertx;
  private final Preparation preparation;
  private final SecretStore secrets;
  private final OutboundHttp http;
  private final OutboundSmtp smtp;
  private final InstantSource clock;

  /// @param clock for the timestamps that receivers check
  WireSender(
      Vertx vertx,
      Preparation preparation,
      SecretStore secrets,
      OutboundHttp http,
      OutboundSmtp smtp,
      InstantSource clock) {
    this.vertx = vertx;
    this.preparation = preparation;
    this.secrets = secrets;
    this.http = http;
    this.smtp = smtp;
    this.clock = clock;
  }

  @Override
  public Future<SendOutcome> send(OutboundMessage message, Config config, long deadlineNanos) {
    return secrets
        .resolveAll(Preparation.secrets(config))
        .compose(
            found ->
                switch (found) {
                  case Resolutions.All(List<String> values) ->
                      send(message, config, values, deadlineNanos);
                  case Resolutions.Incomplete(String reason) ->
                      outcome(
                          new DeliveryResult.Retryable(
                              "a secret is not to be had: " + reason, Optional.empty()));
                });
  }

  private Future<SendOutcome> send(
      OutboundMessage message, Config config, List<String> values, long deadlineNanos) {
    if (config instanceof Config.Webhook webhook) {
      secrets.redaction().learnHeaders(webhook.headers());
    }
    return MessageSize.bound(message, config) < LARGE
        ? send(prepare(message, config, values), config, deadlineNanos)
        : vertx
            .<Prepared>executeBlocking(() -> prepare(message, config, values), false)
            .map(prepared -> Objects.requireNonNull(prepared))
            .compose(prepared -> send(prepared, config, deadlineNanos));
  }

  private Prepared prepare(OutboundMessage message, Config config, List<String> values) {
    return preparation.prepare(message, config, values, clock.instant());
  }

  private Future<SendOutcome> send(Prepared prepared, Config config, long deadlineNanos) {
    return switch (prepared) {
      case Prepared.Http(OutboundRequest request) ->
          http.send(request, (answer, now) -> answer.meaning(config, now), deadlineNanos);
      case Prepared.Mail(OutboundMail mail) -> smtp.send(mail, deadlineNanos);
      case Prepared.Unusable(String reason) -> outcome(new DeliveryResult.Refused(reason));
    };
  }

  @Override
  public String endpoint(Config config) {
    return switch (config) {
      case Config.Slack slack -> hook(slack.url());
      case Config.Discord discord -> hook(discord.url());
      case Config.Webhook webhook -> origin(webhook.url());
      case Config.Teams teams -> hook(teams.url());
      case Config.PagerDuty pagerDuty -> keyed("pagerduty", pagerDuty.routingKey());
      case Config.Opsgenie opsgenie -> keyed("opsgenie", opsgenie.key());
      case Config.Datadog datadog -> keyed("datadog", datadog.key());
      case Config.Telegram telegram -> "telegram " + telegram.chatId();
      case Config.Email email -> "smtp " + email.host() + ":" + email.port();
      case Config.Script _ -> "script";
      case Config.Unusable(String channel, _) -> channel;
    };
  }

  private String origin(SecretValue url) {
    return secrets
        .current(url)
        .flatMap(Endpoint::parse)
        .map(Endpoint::origin)
        .orElseGet(url::toString);
  }

  /// All webhooks of a vendor have the same origin; each has its own limits.
  private String hook(SecretValue url) {
    return keyed(origin(url), url);
  }

  private String keyed(String name, SecretValue secret) {
    return name
        + secrets
            .current(secret)
            .map(text -> " " + Integer.toHexString(text.hashCode()))
            .orElse("");
  }

  private static Future<SendOutcome> outcome(DeliveryResult result) {
    return Future.succeededFuture(SendOutcome.attempted(result));
  }
}
