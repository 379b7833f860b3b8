package org.ozmonitor.core.notification;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.definition.Trigger.Config;

/// Makes of a message and a trigger what goes over the wire: the one way, for sending as for
/// previews. Pure.
public final class Preparation {
  private final VendorUrls urls;

  public Preparation(VendorUrls urls) {
    this.urls = urls;
  }

  /// The secrets that {@link #prepare} needs, in its order.
  public static List<SecretValue> secrets(Config config) {
    return switch (config) {
      case Config.Slack slack -> List.of(slack.url());
      case Config.Discord discord -> List.of(discord.url());
      case Config.Telegram telegram -> List.of(telegram.token());
      case Config.PagerDuty pagerDuty -> List.of(pagerDuty.routingKey());
      case Config.Opsgenie opsgenie -> List.of(opsgenie.key());
      case Config.Datadog datadog -> List.of(datadog.key());
      case Config.Teams teams -> List.of(teams.url());
      case Config.Email email -> List.of(email.username(), email.password());
      case Config.Webhook webhook ->
          Stream.of(
                  Stream.of(webhook.url()),
                  webhook.signingKey().stream(),
                  webhook.secret().stream(),
                  webhook.secrets().stream())
              .flatMap(secrets -> secrets)
              .toList();
      case Config.Script _, Config.Unusable _ -> List.of();
    };
  }

  /// What is sent in this attempt.
  ///
  /// @param secrets what {@link #secrets} stand for
  /// @param now becomes the timestamps
  public Prepared prepare(
      OutboundMessage message, Config config, List<String> secrets, Instant now) {
    return switch (config) {
      case Config.Slack slack ->
          post(secrets.getFirst(), SlackPayload.of(MessageText.of(slack.message(), message)));
      case Config.Discord discord ->
          post(secrets.getFirst(), DiscordPayload.of(MessageText.of(discord.message(), message)));
      case Config.Telegram telegram -> telegram(message, telegram, secrets.getFirst());
      case Config.PagerDuty pagerDuty -> pagerDuty(message, pagerDuty, secrets.getFirst());
      case Config.Opsgenie opsgenie -> opsgenie(message, opsgenie, secrets.getFirst());
      case Config.Datadog datadog -> datadog(message, datadog, secrets.getFirst());
      case Config.Teams teams ->
          post(secrets.getFirst(), TeamsPayload.of(MessageText.of(teams.message(), message)));
      case Config.Email email -> new Prepared.Mail(MailText.of(message, email, secrets));
      case Config.Webhook webhook -> WebhookRequest.prepare(message, webhook, secrets, now);
      case Config.Script _ -> new Prepared.Unusable("a script is not sent");
      case Config.Unusable(_, String reason) -> new Prepared.Unusable(reason);
    };
  }

  private Prepared telegram(OutboundMessage message, Config.Telegram telegram, String token) {
    String body =
        TelegramPayload.of(
            MessageText.of(telegram.message(), message),
            telegram.chatId(),
            telegram.disableWebPreview());
    return post(urls.telegram() + "/bot" + token + "/sendMessage", body);
  }

  private Prepared pagerDuty(
      OutboundMessage message, Config.PagerDuty pagerDuty, String routingKey) {
    String base = pagerDuty.europe() ? urls.pagerDutyEurope() : urls.pagerDuty();
    return post(base + "/v2/enqueue", IncidentPayload.pagerDuty(message, pagerDuty, routingKey));
  }

  private Prepared opsgenie(OutboundMessage message, Config.Opsgenie opsgenie, String key) {
    String base = (opsgenie.europe() ? urls.opsgenieEurope() : urls.opsgenie()) + "/v2/alerts";
    Map<String, String> login = Map.of("authorization", "GenieKey " + key);
    return IncidentPayload.resolves(message)
        ? post(
            base + "/" + message.match() + "/close?identifierType=alias",
            IncidentPayload.opsgenieClose(message),
            login)
        : post(base, IncidentPayload.opsgenie(message, opsgenie), login);
  }

  private Prepared datadog(OutboundMessage message, Config.Datadog datadog, String key) {
    return post(
        urls.datadog().replace("{site}", datadog.site()) + "/api/v1/events",
        IncidentPayload.datadog(message, datadog),
        Map.of("dd-api-key", key));
  }

  private static Prepared post(String url, String body) {
    return post(url, body, Map.of());
  }

  /// @param headers beside the content type
  private static Prepared post(String url, String body, Map<String, String> headers) {
    Optional<Endpoint> endpoint = Endpoint.parse(url);
    if (endpoint.isEmpty()) {
      return new Prepared.Unusable("the URL is not a usable http or https URL");
    }
    boolean valid =
        headers.values().stream()
            .allMatch(value -> value.chars().allMatch(c -> c >= ' ' && c < 127));
    return valid
        ? new Prepared.Http(OutboundRequest.json(endpoint.get(), body, headers))
        : new Prepared.Unusable("the key holds characters that no header may have");
  }
}
