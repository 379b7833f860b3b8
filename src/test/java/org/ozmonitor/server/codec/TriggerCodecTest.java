package org.ozmonitor.server.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.definition.Trigger.Config;
import org.ozmonitor.core.definition.Trigger.PayloadMode;
import org.ozmonitor.core.definition.Trigger.RetryPolicy;
import org.ozmonitor.core.problem.Problems;

final class TriggerCodecTest {
  private static final Map<String, String> SOUND =
      Map.of(
          "slack",
          """
          {"slack_url": {"type": "plain", "value": "https://hooks.slack.com/x"},
           "message": {"title": "t", "body": "b"}}\
          """,
          "email",
          """
          {"host": "smtp.example.org", "username": {"type": "plain", "value": "u"},
           "password": {"type": "plain", "value": "p"}, "sender": "a@example.org",
           "recipients": ["b@example.org"], "message": {"title": "t", "body": "b"}}\
          """,
          "webhook",
          """
          {"url": {"type": "plain", "value": "https://example.org/x"},
           "headers": {"Authorization": "x"}, "message": {"title": "t", "body": "b"}}\
          """,
          "telegram",
          """
          {"token": {"type": "plain", "value": "12345678:abcdefghijklmnopqrstuvwxyz012345678"},
           "chat_id": "1", "disable_web_preview": true, "message": {"title": "t", "body": "b"}}\
          """,
          "discord",
          """
          {"discord_url": {"type": "plain", "value": "https://discord.com/api/webhooks/1"},
           "message": {"title": "t", "body": "b"}}\
          """,
          "pagerduty",
          """
          {"routing_key": {"type": "plain", "value": "r"}, "severity": "critical", "region": "eu",
           "message": {"title": "t", "body": "b"}}\
          """,
          "opsgenie",
          """
          {"opsgenie_key": {"type": "plain", "value": "k"}, "priority": "P1",
           "message": {"title": "t", "body": "b"}}\
          """,
          "datadog",
          """
          {"datadog_key": {"type": "plain", "value": "k"}, "site": "datadoghq.eu", "tags": ["a:b"],
           "message": {"title": "t", "body": "b"}}\
          """,
          "teams",
          """
          {"teams_url": {"type": "plain", "value": "https://x.example/workflows/1"},
           "message": {"title": "t", "body": "b"}}\
          """,
          "script",
          "{\"script_path\": \"mvnw.sh\", \"language\": \"Bash\", \"timeout_ms\": 1}");

  private final Problems problems = new Problems();

  @ParameterizedTest
  @CsvSource({
    "slack, org.ozmonitor.core.definition.Trigger$Config$Slack",
    "email, org.ozmonitor.core.definition.Trigger$Config$Email",
    "telegram, org.ozmonitor.core.definition.Trigger$Config$Telegram",
    "discord, org.ozmonitor.core.definition.Trigger$Config$Discord",
    "pagerduty, org.ozmonitor.core.definition.Trigger$Config$PagerDuty",
    "opsgenie, org.ozmonitor.core.definition.Trigger$Config$Opsgenie",
    "datadog, org.ozmonitor.core.definition.Trigger$Config$Datadog",
    "teams, org.ozmonitor.core.definition.Trigger$Config$Teams"
  })
  void readsChannels(String channel, Class<?> config) {
    Trigger trigger = read(sound(channel));

    assertThat(problems.all()).isEmpty();
    assertThat(trigger.config()).isInstanceOf(config);
    assertThat(trigger.on()).isEqualTo(Trigger.DEFAULT_EVENTS);
  }

  @Test
  void readsAWebhook() {
    String config =
        """
        {"url": {"type": "Environment", "value": "RPC_URL"}, "method": "put",
         "secret": {"type": "plain", "value": "s"}, "headers": {"X-API-Key": "k"},
         "payload_mode": "raw",
         "retry_policy": {"max_retries": 5, "initial_backoff": {"secs": 1, "nanos": 500000000},
                          "max_backoff": 2.5, "jitter": "none", "colour": 1}}
        """;

    Trigger trigger = read(Documents.trigger("webhook", config));

    assertThat(problems.all()).isEmpty();
    var webhook = (Config.Webhook) trigger.config();
    assertThat(webhook.url()).isEqualTo(new SecretValue(SecretValue.Type.ENVIRONMENT, "RPC_URL"));
    assertThat(webhook.method()).isEqualTo("put");
    assertThat(webhook.payloadMode()).isEqualTo(PayloadMode.RAW);
    assertThat(webhook.headers()).containsEntry("X-API-Key", "k");
    assertThat(webhook.retryPolicy())
        .contains(new RetryPolicy(5, 2, Duration.ofMillis(1500), Duration.ofMillis(2500), false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          pagerduty | config/severity      | "grave" | trigger.config.severity.unknown
          pagerduty | config/region        | "mars"  | trigger.config.region.unknown
          pagerduty | config/routing_key   | {"type": "plain", "value": "a b"} | trigger.config.routing_key.format
          opsgenie | config/priority       | "P6"    | trigger.config.priority.unknown
          opsgenie | config/opsgenie_key   | remove  | trigger.config.opsgenie_key.missing
          datadog  | config/site           | "x.com" | trigger.config.site.unknown
          datadog  | config/tags           | "a"     | trigger.config.tags.type
          teams    | config/teams_url      | {"type": "plain", "value": "http://x"} | trigger.config.teams_url.prefix
          webhook  | config/url            | remove  | trigger.config.url.missing
          webhook  | config/url            | {"type": "plain", "value": "ftp://x"} | trigger.config.url.scheme
          webhook  | config/method         | "PATCH" | trigger.config.method.unknown
          webhook  | config/headers        | {"a": 1} | trigger.config.headers.type
          webhook  | config/payload_mode   | "RAW"   | trigger.config.payload_mode.unknown
          webhook  | config/message        | remove  | trigger.config.message.missing
          webhook  | config/message/title  | " "     | trigger.config.message.title.blank
          webhook  | config/message/body   | ""      | trigger.config.message.body.blank
          webhook  | config/message/text   | "x"     | trigger.config.message.unknown_key
          webhook  | config/retry_policy   | {"max_retries": -1} | trigger.config.retry_policy.max_retries.type
          webhook  | config/retry_policy   | {"base_for_backoff": "2"} | trigger.config.retry_policy.base_for_backoff.type
          webhook  | config/retry_policy   | {"initial_backoff": {"secs": 1}} | trigger.config.retry_policy.initial_backoff.nanos.missing
          webhook  | config/retry_policy   | {"max_backoff": -1} | trigger.config.retry_policy.max_backoff.range
          webhook  | config/retry_policy   | {"max_backoff": "1s"} | trigger.config.retry_policy.max_backoff.type
          webhook  | config/retry_policy   | {"jitter": "Full"} | trigger.config.retry_policy.jitter.unknown
          webhook  | config/colour         | 1       | trigger.config.unknown_key
          webhook  | name                  | ""      | trigger.name.empty
          webhook  | name                  | remove  | trigger.name.missing
          webhook  | trigger_type          | "Slack" | trigger.trigger_type.unknown
          webhook  | trigger_type          | remove  | trigger.trigger_type.missing
          webhook  | config                | remove  | trigger.config.missing
          webhook  | config                | []      | trigger.config.type
          webhook  | on                    | ["sent"] | trigger.on.unknown
          webhook  | on                    | []      | trigger.on.empty
          webhook  | on                    | "detected" | trigger.on.type
          webhook  | colour                | 1       | trigger.unknown_key
          slack    | config/slack_url      | {"type": "plain", "value": "https://slack.com/"} | trigger.config.slack_url.prefix
          slack    | config/message/body   | " "     | trigger.config.message.body.blank
          discord  | config/discord_url    | {"type": "plain", "value": "https://discordapp.com/api/webhooks/1"} | trigger.config.discord_url.prefix
          telegram | config/token          | {"type": "plain", "value": "1:2"} | trigger.config.token.format
          telegram | config/chat_id        | " "     | trigger.config.chat_id.blank
          telegram | config/disable_web_preview | "no" | trigger.config.disable_web_preview.type
          email    | config/host           | "localhost" | trigger.config.host.format
          email    | config/port           | 65536   | trigger.config.port.type
          email    | config/username       | {"type": "plain", "value": ""} | trigger.config.username.format
          email    | config/password       | {"type": "plain", "value": " "} | trigger.config.password.blank
          email    | config/sender         | "nobody" | trigger.config.sender.address
          email    | config/recipients     | []      | trigger.config.recipients.empty
          email    | config/recipients     | ["@"]   | trigger.config.recipients.address
          email    | config/message/title  | "a\\u0007" | trigger.config.message.subject
          email    | config/message/body   | "a\\u0007" | trigger.config.message.body_characters
          script   | config/script_path    | "none.sh" | trigger.config.script_path.missing_file
          """)
  void refusesWhatBreaksARule(String channel, String path, String value, String rule) {
    String json = Documents.change(sound(channel), path, value);

    assertThat(TriggerCodec.read("key", Documents.document(json, problems))).isEmpty();
    assertThat(Documents.errors(problems)).contains(rule);
  }

  @ParameterizedTest
  @CsvSource({"discord, 2001", "telegram, 4097"})
  void boundsBodiesAsTheChannelDoes(String channel, int length) {
    String json =
        Documents.change(sound(channel), "config/message/body", "\"" + "a".repeat(length) + "\"");

    assertThat(TriggerCodec.read("key", Documents.document(json, problems))).isEmpty();
    assertThat(Documents.errors(problems)).containsExactly("trigger.config.message.body_length");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          webhook | config/url          | {"type": "plain", "value": "http://x"} | trigger.config.url.insecure_http
          webhook | config/headers      | remove  | trigger.config.headers.no_authentication
          webhook | config/secret       | {"type": "plain", "value": ""} | trigger.config.secret.empty
          webhook | config/retry_policy | {"initial_backoff": 20} | trigger.config.retry_policy.initial_backoff.above_maximum
          email   | config/port         | 25      | trigger.config.port.insecure
          slack   | trigger_type        | "discord" | trigger.config.shape
          """)
  void warnsAndGoesOn(String channel, String path, String value, String rule) {
    String json = Documents.change(sound(channel), path, value);

    assertThat(TriggerCodec.read("key", Documents.document(json, problems))).isPresent();
    assertThat(Documents.warnings(problems)).containsExactly(rule);
  }

  @Test
  void followsTheShapeOfTheConfigLikeUpstream() {
    Trigger chat = read(Documents.trigger("slack", config("webhook")));
    Trigger mail = read(Documents.trigger("email", config("webhook")));

    assertThat(chat.config()).isInstanceOf(Config.Webhook.class);
    assertThat(mail.config()).isInstanceOf(Config.Unusable.class);
  }

  @Test
  void neverShowsASecret() {
    Trigger trigger =
        read(
            Documents.change(
                sound("webhook"), "config/secret", "{\"type\": \"plain\", \"value\": \"s3cr3t\"}"));

    assertThat(trigger.toString()).doesNotContain("s3cr3t").doesNotContain("example.org/x");
  }

  private static String sound(String channel) {
    return Documents.trigger(channel, config(channel));
  }

  private static String config(String channel) {
    return SOUND.getOrDefault(channel, "");
  }

  private Trigger read(String json) {
    return TriggerCodec.read("key", Documents.document(json, problems)).orElseThrow();
  }
}
