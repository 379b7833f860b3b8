package org.ozmonitor.server.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.definition.Trigger.Message;

/// Reads the `config` of a trigger, channel by channel. Stateless.
final class ChannelCodec {
  private static final int MAX_TEMPLATE = 64 << 10;
  private static final int TELEGRAM_BODY = 4096;
  private static final int DISCORD_BODY = 2000;
  private static final Pattern TELEGRAM_TOKEN = Pattern.compile("[0-9]{8,10}:[a-zA-Z0-9_-]{35}");

  /// What OpenZeppelin Monitor's own examples have for a token, too short for its own rule.
  private static final String TELEGRAM_PLACEHOLDER = "1234567890:ABCDEFGHIJKLMNOPQRSTUVWXYZ";

  private ChannelCodec() {}

  /// What is particular to the channel. Its problems go with `fields`.
  static Trigger.Config read(String channel, Fields fields) {
    fields.strict(TriggerCodec.keysOf(channel));
    return switch (channel) {
      case "slack" -> slack(fields);
      case "email" -> EmailCodec.read(fields);
      case "telegram" -> telegram(fields);
      case "discord" -> discord(fields);
      case "script" -> script(fields);
      case "pagerduty" -> IncidentCodec.pagerDuty(fields);
      case "opsgenie" -> IncidentCodec.opsgenie(fields);
      case "datadog" -> IncidentCodec.datadog(fields);
      case "teams" -> teams(fields);
      default -> WebhookCodec.read(fields);
    };
  }

  /// A message whose title and body must not be blank.
  static Message message(Fields config) {
    Optional<Fields> fields = config.object("message");
    Message message = fields.map(ChannelCodec::messageOf).orElse(new Message("", ""));
    fields.ifPresent(
        found -> {
          requireNotBlank(found, "title", message.title());
          requireNotBlank(found, "body", message.body());
        });
    return message;
  }

  static Message messageOf(Fields fields) {
    fields.strict(List.of("title", "body"));
    var message = new Message(fields.text("title"), fields.text("body"));
    fields.require(
        message.title().length() <= MAX_TEMPLATE, "title", "size", "must be at most 64 KiB");
    fields.require(
        message.body().length() <= MAX_TEMPLATE, "body", "size", "must be at most 64 KiB");
    return message;
  }

  static void requireNotBlank(Fields fields, String key, String value) {
    fields.require(
        !value.isBlank() || !fields.node().path(key).isTextual(),
        key,
        "blank",
        "must not be blank");
  }

  /// A secret address; no message shows it.
  private static SecretValue address(Fields fields, String key, String prefix) {
    SecretValue address = fields.secret(key);
    Optional<String> value = fields.reveal(key);
    fields.require(
        value.isEmpty() || value.get().startsWith(prefix),
        key,
        "prefix",
        "must start with " + prefix);
    return address;
  }

  private static Trigger.Config slack(Fields fields) {
    SecretValue url = address(fields, "slack_url", "https://hooks.slack.com/");
    return new Trigger.Config.Slack(url, message(fields), RetryPolicyCodec.read(fields));
  }

  private static Trigger.Config teams(Fields fields) {
    SecretValue url = address(fields, "teams_url", "https://");
    return new Trigger.Config.Teams(url, message(fields), RetryPolicyCodec.read(fields));
  }

  private static Trigger.Config discord(Fields fields) {
    SecretValue url = address(fields, "discord_url", "https://discord.com/api/webhooks/");
    Message message = message(fields);
    checkBody(fields, message, DISCORD_BODY);
    return new Trigger.Config.Discord(url, message, RetryPolicyCodec.read(fields));
  }

  private static Trigger.Config telegram(Fields fields) {
    SecretValue token = fields.secret("token");
    checkToken(fields, fields.reveal("token"));
    String chat = fields.text("chat_id");
    requireNotBlank(fields, "chat_id", chat);
    boolean disableWebPreview = fields.optionalFlag("disable_web_preview");
    Message message = message(fields);
    checkBody(fields, message, TELEGRAM_BODY);
    return new Trigger.Config.Telegram(
        token, chat, disableWebPreview, message, RetryPolicyCodec.read(fields));
  }

  private static void checkToken(Fields fields, Optional<String> token) {
    if (token.filter(TELEGRAM_PLACEHOLDER::equals).isPresent()) {
      fields.warning("token", "placeholder", "is the placeholder of examples; no bot has it");
    } else {
      fields.require(
          token.isEmpty() || TELEGRAM_TOKEN.matcher(token.get()).matches(),
          "token",
          "format",
          "must be 8-10 digits, a colon and 35 letters, digits, _ or -");
    }
  }

  private static void checkBody(Fields fields, Message message, int limit) {
    int length = message.body().getBytes(StandardCharsets.UTF_8).length;
    fields.require(
        length <= limit,
        "message",
        "body_length",
        "must have a body of at most " + limit + " bytes");
  }

  private static Trigger.Config script(Fields fields) {
    var script =
        new Trigger.Config.Script(
            fields.word("language", ScriptFile.LANGUAGES),
            fields.text("script_path"),
            fields.optionalTexts("arguments"),
            fields.number("timeout_ms", Fields.U32));
    if (fields.node().path("script_path").isTextual()) {
      var file =
          new ScriptFile(
              "trigger.config", script.scriptPath(), script.language(), script.timeoutMs());
      fields.source().surroundings().checkScript(file, fields.place(), fields.problems());
    }
    return script;
  }
}
