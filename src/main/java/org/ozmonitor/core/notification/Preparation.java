package org.ozmonitor.core.notification;

import java.time.Instant;
import java.util.List;
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

  private static Prepared post(String url, String body) {
    Optional<Endpoint> endpoint = Endpoint.parse(url);
    return endpoint.isPresent()
        ? new Prepared.Http(OutboundRequest.json(endpoint.get(), body))
        : new Prepared.Unusable("the URL is not a usable http or https URL");
  }
}
