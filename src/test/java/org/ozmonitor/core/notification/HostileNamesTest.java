package org.ozmonitor.core.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.definition.Trigger.Config;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.fixture.SharedData;

/// Token names that an attacker would choose, over all channels: they ping nobody, become no link
/// and no markup, and end no header. What counts is that the message has the same markup as with
/// the
/// name `Plain`.
class HostileNamesTest {
  private static final List<String> BODIES =
      List.of(
          "Token ${v} moved",
          "${v}",
          "First\n${v}\nlast",
          "In code `${v}` here",
          "*Bold ${v} text*",
          "_${v}_",
          "${v}${v}",
          "See [explorer](https://explorer.test/token/${v}) now",
          "See https://explorer.test/${v} now",
          "@${v} <${v}>",
          "${events}");

  static Stream<String> names() {
    return HostileNames.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void areNoMarkupInTelegram(String name) {
    for (String body : BODIES) {
      String text = telegram(message(body, name));

      assertThat(TelegramMarkup.visible(text)).as(text).isPresent();
      assertThat(unescaped(text))
          .as(text)
          .isEqualTo(unescaped(telegram(message(body, plain(name)))));
      assertNoLink(text.replaceAll("\\\\(?=\\p{Punct})", ""), body);
    }
  }

  private static String telegram(MessageText message) {
    return text(TelegramPayload.of(message, "1", false), "text");
  }

  @ParameterizedTest
  @MethodSource("names")
  void areNoMarkupInDiscord(String name) {
    for (String body : BODIES) {
      String text = discord(message(body, name));

      assertThat(discordMarkup(text))
          .as(text)
          .isEqualTo(discordMarkup(discord(message(body, plain(name)))));
      assertThat(text).doesNotContainPattern("@(everyone|here)");
      assertThat(text).doesNotContainPattern("<(@|#|:|a:|t:|id:|/\\w+:)");
      assertNoLink(text, body);
    }
  }

  private static String discord(MessageText message) {
    return text(DiscordPayload.of(message), "content");
  }

  @ParameterizedTest
  @MethodSource("names")
  void areNoMarkupInSlack(String name) {
    for (String body : BODIES) {
      String text = slack(message(body, name));

      assertThat(slackMarkup(text))
          .as(text)
          .isEqualTo(slackMarkup(slack(message(body, plain(name)))));
      assertThat(text).doesNotContainPattern("<[@#!]|@(here|channel|everyone)|<https?:");
      assertNoLink(text, body);
    }
  }

  private static String slack(MessageText message) {
    return SharedData.parse(SlackPayload.of(message)).at("/blocks/0/text/text").asText();
  }

  @ParameterizedTest
  @MethodSource("names")
  void areNoMarkupInMails(String name) {
    for (String body : BODIES) {
      String html = EmailBody.of(message(body, name));

      assertThat(tags(html)).as(html).isEqualTo(tags(EmailBody.of(message(body, plain(name)))));
      assertNoLink(html.replaceAll("href=\"[^\"]*\"", ""), body);
      assertThat(html).doesNotContainPattern("href=\"(?!https://explorer\\.test/)");
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void areNoMarkupInTeams(String name) {
    for (String body : BODIES) {
      String text = teams(message(body, name));

      assertThat(cardMarkup(text))
          .as(text)
          .isEqualTo(cardMarkup(teams(message(body, plain(name)))));
      assertThat(text).doesNotContainPattern("<at>|<https?:");
      assertNoLink(text, body);
    }
  }

  private static String teams(MessageText message) {
    JsonNode card = SharedData.parse(TeamsPayload.of(message));
    return card.at("/attachments/0/content/body/1/text").asText();
  }

  @ParameterizedTest
  @MethodSource("names")
  void areNoLinkInAnIncident(String name) {
    for (String body : BODIES) {
      String text = PlainText.of(message(body, name).body());

      assertThat(text).doesNotContainPattern("@(everyone|here|channel)");
      assertNoLink(text, body);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void endNoHeaderOfAMail(String name) {
    var email =
        new Config.Email(
            "mail.test",
            465,
            SecretValue.plain("u"),
            SecretValue.plain("p"),
            new Trigger.Message("Alert ${v}", "x"),
            "a@b.test",
            List.of("c@d.test"),
            Optional.empty(),
            true,
            Optional.empty());

    OutboundMail mail = MailText.of(outbound(name), email, List.of("u", "p"));

    assertThat(mail.subject()).startsWith("Alert").doesNotContainPattern("[\\r\\n\\u0000]");
  }

  @ParameterizedTest
  @MethodSource("names")
  void reachAMachineAsTheyAre(String name) {
    String storable = name.replace('\0', '\uFFFD').replace('\uD83D', '\uFFFD');

    assertThat(text(WebhookPayload.rendered(message("${v}", name)), "body")).isEqualTo(storable);
  }

  private static void assertNoLink(String text, String body) {
    String rest = withoutCode(text).replaceAll("https://explorer\\.test/[^\\s<)]*", "");
    assertThat(rest)
        .as(body)
        .doesNotContainPattern("(?i)https?://|tg://|evil\\.(com|example)|discord\\.gg|t\\.me/")
        .doesNotContainPattern("[\\u202A-\\u202E\\u2066-\\u2069\\u0000]");
  }

  /// Where a name has line breaks, they stand in the plain one as well.
  private static String plain(String name) {
    return name.isEmpty() ? "" : "Plain";
  }

  /// Nothing in code is markup or a link.
  private static String withoutCode(String text) {
    return text.replaceAll("`[^`]*`", "``");
  }

  private static String unescaped(String text) {
    String shown = withoutCode(text.replaceAll("(?s)\\\\.", ""));
    return String.join("", found("[_*\\[\\]()~`>#+=|{}.!-]", shown));
  }

  private static List<String> discordMarkup(String text) {
    String shown =
        Pattern.compile("\\\\\\p{Punct}|`[^`]*`")
            .matcher(text)
            .replaceAll(found -> found.group().startsWith("`") ? "``" : "x")
            .replaceAll("(?<=\\w)_(?=\\w)", "")
            .replace("\r", "");
    return found("\\*|`|_|~~|\\|\\||\\]\\(|(?m)^(?:#{1,3} |>|- |\\d+\\. )", shown);
  }

  private static List<String> slackMarkup(String text) {
    String shown = withoutCode(text).replaceAll("(?<=[\\p{L}\\p{N}])[_*~](?=[\\p{L}\\p{N}])", "");
    return found("[*_~`]|(?m)^(?:>|&gt;)|<(?=[@#!a-zA-Z])", shown);
  }

  private static List<String> cardMarkup(String text) {
    String shown = text.replaceAll("\\\\\\p{Punct}", "x").replaceAll("(?<=\\w)_(?=\\w)", "");
    return found("[*_\\[\\]]|<|(?m)^(?:#|>|- |\\+ )", shown);
  }

  private static List<String> tags(String html) {
    return found("<[^>]*>", html.replaceAll("href=\"[^\"]*\"", "href"));
  }

  private static List<String> found(String pattern, String text) {
    return new ArrayList<>(
        Pattern.compile(pattern).matcher(text).results().map(MatchResult::group).toList());
  }

  private static String text(String json, String field) {
    return SharedData.parse(json).get(field).asText();
  }

  /// Who refuses a message as too long is never asked again, and the alert would be lost.
  @ParameterizedTest
  @ValueSource(strings = {"*", "<a", "\n>", "&lt;", "@", "\u0001"})
  void growBeyondNoLimitOfAChat(String part) {
    MessageText message = message("Paid: ${v}", part.repeat(5000));

    assertThat(discord(message))
        .hasSizeLessThanOrEqualTo(DiscordPayload.MAX_TEXT)
        .contains("Paid: ");
    assertThat(slack(message)).hasSizeLessThanOrEqualTo(SlackPayload.MAX_TEXT).contains("Paid: ");
    assertThat(TeamsPayload.of(message).getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(28_000);
    assertThat(TelegramMarkup.visible(telegram(message)))
        .hasValueSatisfying(
            it -> assertThat(it).hasSizeLessThanOrEqualTo(TelegramPayload.MAX_VISIBLE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"</", "<", "data ", "http:", "[", "](", "`", "a.", "/a", "&", "\n> ", "${"})
  @Timeout(20)
  void takeNoLongerThanTheirLengthWarrants(String part) {
    MessageText message = message("Paid: ${v} ${events}", part.repeat(400_000 / part.length()));

    assertThat(DiscordPayload.of(message)).contains("cut");
    assertThat(SlackPayload.of(message)).contains("cut");
    assertThat(TeamsPayload.of(message)).contains("cut");
    assertThat(TelegramPayload.of(message, "1", false)).contains("cut");
    assertThat(EmailBody.of(message)).contains("Paid: ");
  }

  private static MessageText message(String body, String name) {
    return MessageText.of(new Trigger.Message("Title ${v}", body), outbound(name));
  }

  private static OutboundMessage outbound(String name) {
    return new OutboundMessage(
        TenantId.DEFAULT,
        new UUID(1, 1),
        new UUID(2, 2),
        "detected",
        1,
        "{}",
        Map.of("v", name, "events.0.signature", name, "events.0.args.name", name),
        0);
  }
}
