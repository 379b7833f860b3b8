package org.ozmonitor.core.notification;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.ozmonitor.core.definition.Trigger.Config;

/// What a receiver answered to a request, and what it means: retry, or give this message up, or the
/// endpoint. Immutable. The classes are decided in `docs/decisions/0010-what-a-4xx-means.md` and
/// `docs/decisions/0017-what-vendors-answer.md`.
///
/// @param retryAfter the header `Retry-After`
/// @param body its first 64 KiB
public record Answer(int status, Optional<String> retryAfter, String body) {
  private static final Set<String> SLACK_GONE =
      Set.of(
          "no_service",
          "no_service_id",
          "no_team",
          "no_active_hooks",
          "team_disabled",
          "invalid_token",
          "channel_is_archived");

  private static final Set<String> SLACK_REJECTED =
      Set.of("invalid_payload", "invalid_blocks", "no_text", "too_many_attachments");

  private static final Set<String> DISCORD_GONE = Set.of("10015", "50027");
  private static final Set<String> DISCORD_REJECTED = Set.of("50006", "50035");
  private static final int LONGEST_REASON = 200;

  /// @param now to turn a date into a wait
  public DeliveryResult meaning(Config config, Instant now) {
    DeliveryResult byStatus = HttpOutcome.of(status, retryAfter, now);
    if (byStatus instanceof DeliveryResult.Delivered && !(config instanceof Config.Teams)) {
      return byStatus;
    }
    return switch (config) {
      case Config.Slack _ -> slack(byStatus);
      case Config.Discord _ -> discord(byStatus);
      case Config.Telegram _ -> telegram(byStatus);
      case Config.PagerDuty _ -> incident("PagerDuty", byStatus);
      case Config.Opsgenie _ -> incident("Opsgenie", byStatus);
      case Config.Datadog _ -> incident("Datadog", byStatus);
      case Config.Teams _ -> teams(byStatus);
      case Config.Email _, Config.Webhook _, Config.Script _, Config.Unusable _ -> byStatus;
    };
  }

  /// Slack answers with one word.
  private DeliveryResult slack(DeliveryResult byStatus) {
    String word = body.strip();
    if (SLACK_GONE.contains(word)) {
      return new DeliveryResult.EndpointGone("Slack: " + word);
    }
    if (SLACK_REJECTED.contains(word)) {
      return new DeliveryResult.Rejected("Slack: " + word);
    }
    return byStatus;
  }

  private DeliveryResult discord(DeliveryResult byStatus) {
    AnswerFields fields = AnswerFields.of(body);
    String code = fields.text("code");
    String reason = reason("Discord", fields.text("message"));
    if (DISCORD_GONE.contains(code) || status == 404) {
      return new DeliveryResult.EndpointGone(reason);
    }
    if (DISCORD_REJECTED.contains(code)) {
      return new DeliveryResult.Rejected(reason);
    }
    return waiting(byStatus, fields.text("retry_after"));
  }

  private DeliveryResult telegram(DeliveryResult byStatus) {
    AnswerFields fields = AnswerFields.of(body);
    String said = fields.text("description").toLowerCase(Locale.ROOT);
    String reason = reason("Telegram", fields.text("description"));
    boolean badToken = status == 401 || status == 404;
    boolean noChat =
        said.contains("chat not found")
            || said.contains("chat_id is empty")
            || said.contains("was upgraded to a supergroup");
    boolean shutOut = status == 403; // blocked, kicked, no member, or the user is gone
    if (badToken || noChat || shutOut) {
      return new DeliveryResult.EndpointGone(reason);
    }
    boolean refusesText =
        status == 400
            && (said.contains("can't parse entities")
                || said.contains("message is too long")
                || said.contains("message text is empty"));
    if (refusesText) {
      return new DeliveryResult.Rejected(reason);
    }
    return waiting(byStatus, fields.text("parameters.retry_after"));
  }

  /// What they call invalid would be so again; a key may be mended.
  private DeliveryResult incident(String vendor, DeliveryResult byStatus) {
    return status == 400 || status == 413 || status == 422
        ? new DeliveryResult.Rejected(vendor + ": the event is invalid (" + status + ")")
        : byStatus;
  }

  /// A workflow that was deleted answers 404; connectors of old answer 200 with a failure in words.
  private DeliveryResult teams(DeliveryResult byStatus) {
    if (status == 404) {
      return new DeliveryResult.EndpointGone("Teams: there is no such workflow");
    }
    if (status == 400 || status == 413) {
      return new DeliveryResult.Rejected("Teams: the message is invalid (" + status + ")");
    }
    return byStatus instanceof DeliveryResult.Delivered && body.contains("delivery failed")
        ? new DeliveryResult.Retryable("Teams: the message was not delivered", Optional.empty())
        : byStatus;
  }

  private String reason(String vendor, String said) {
    String text = said.isBlank() ? "HTTP status " + status : said;
    return vendor
        + ": "
        + (text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) + "…" : text);
  }

  /// The wait that the body asks for, where the header asked for none.
  private static DeliveryResult waiting(DeliveryResult result, String seconds) {
    if (!(result instanceof DeliveryResult.Retryable(String reason, Optional<Duration> asked))
        || asked.isPresent()
        || !seconds.matches("\\d{1,6}(\\.\\d{1,9})?")) {
      return result;
    }
    BigDecimal millis = new BigDecimal(seconds).movePointRight(3).setScale(0, RoundingMode.CEILING);
    return new DeliveryResult.Retryable(
        reason, Optional.of(Duration.ofMillis(millis.longValueExact())));
  }
}
