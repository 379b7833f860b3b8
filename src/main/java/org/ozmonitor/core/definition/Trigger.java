package org.ozmonitor.core.definition;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A trigger as configured: where an alert goes. Immutable.
///
/// @param key the key that monitors name
/// @param type as written; the channel is that of `config`
/// @param on the events it wants, by default {@link #defaultEvents}
/// @param inOrder whether the alerts of a network reach it one after the other
/// @param severities of the monitors whose alerts it wants; empty: all, those without one too
public record Trigger(
    String key,
    String name,
    String type,
    Config config,
    Set<String> on,
    boolean inOrder,
    Set<Severity> severities) {
  /// The events a trigger wants unless it says otherwise.
  public static final Set<String> DEFAULT_EVENTS = Set.of("detected", "retracted");

  /// A script reads the same input for every event, and acts: it must not act twice.
  private static final Set<String> DEFAULT_EVENTS_OF_SCRIPTS = Set.of("detected");

  public Trigger {
    on = Set.copyOf(on);
    severities = Set.copyOf(severities);
  }

  /// A trigger that wants all its alerts as soon as possible, in no order.
  public Trigger(String key, String name, String type, Config config, Set<String> on) {
    this(key, name, type, config, on, false, Set.of());
  }

  /// Whether it wants the alerts of a monitor.
  public boolean wants(Optional<Severity> severity) {
    return severities.isEmpty() || severity.filter(severities::contains).isPresent();
  }

  /// The events a trigger of a type wants unless it says otherwise.
  public static Set<String> defaultEvents(String type) {
    return type.equals("script") ? DEFAULT_EVENTS_OF_SCRIPTS : DEFAULT_EVENTS;
  }

  /// What is particular to a channel.
  public sealed interface Config {
    /// Retries of the first minutes; empty where the document has none or the channel knows none.
    default Optional<RetryPolicy> retryPolicy() {
      return Optional.empty();
    }

    /// A Slack channel behind an incoming webhook.
    record Slack(SecretValue url, Message message, Optional<RetryPolicy> retryPolicy)
        implements Config {}

    /// A Discord channel behind a webhook.
    record Discord(SecretValue url, Message message, Optional<RetryPolicy> retryPolicy)
        implements Config {}

    /// A Telegram chat that a bot writes to.
    ///
    /// @param disableWebPreview whether links are shown without a preview
    record Telegram(
        SecretValue token,
        String chatId,
        boolean disableWebPreview,
        Message message,
        Optional<RetryPolicy> retryPolicy)
        implements Config {}

    /// A mail to all recipients together.
    ///
    /// @param port 1–65535, by default 465
    /// @param recipients at least one
    /// @param startTls whether encryption begins with STARTTLS, where the document says so
    /// @param subjectTemplated whether the title is filled; upstream sends it as it stands
    record Email(
        String host,
        int port,
        SecretValue username,
        SecretValue password,
        Message message,
        String sender,
        List<String> recipients,
        Optional<Boolean> startTls,
        boolean subjectTemplated,
        Optional<RetryPolicy> retryPolicy)
        implements Config {
      /// Where the document names no port: SMTP over TLS.
      public static final int DEFAULT_PORT = 465;

      public Email {
        recipients = List.copyOf(recipients);
      }
    }

    /// An HTTP receiver.
    ///
    /// @param method as written; sent as written
    /// @param secret signs as upstream does, and in the way of Standard Webhooks
    /// @param secrets sign as well, while receivers change from one to another; at most 8
    /// @param signingKey an ed25519 key that signs in the way of Standard Webhooks
    /// @param headers override what is computed
    record Webhook(
        SecretValue url,
        String method,
        Optional<SecretValue> secret,
        List<SecretValue> secrets,
        Optional<SecretValue> signingKey,
        Map<String, String> headers,
        PayloadMode payloadMode,
        Message message,
        Optional<RetryPolicy> retryPolicy)
        implements Config {
      public Webhook {
        secrets = List.copyOf(secrets);
        headers = Map.copyOf(headers);
      }
    }

    /// An incident in PagerDuty.
    ///
    /// @param severity `critical`, `error`, `warning` or `info`; empty: by that of the monitor
    /// @param europe whether the account is in the EU
    record PagerDuty(
        SecretValue routingKey,
        Optional<String> severity,
        boolean europe,
        Message message,
        Optional<RetryPolicy> retryPolicy)
        implements Config {}

    /// An alert in Opsgenie.
    ///
    /// @param priority `P1` to `P5`; empty: by the severity of the monitor
    /// @param europe whether the account is in the EU
    record Opsgenie(
        SecretValue key,
        Optional<String> priority,
        boolean europe,
        Message message,
        Optional<RetryPolicy> retryPolicy)
        implements Config {}

    /// An event in Datadog.
    ///
    /// @param site the account's, such as `datadoghq.eu`
    record Datadog(
        SecretValue key,
        String site,
        List<String> tags,
        Message message,
        Optional<RetryPolicy> retryPolicy)
        implements Config {
      public Datadog {
        tags = List.copyOf(tags);
      }
    }

    /// A Microsoft Teams channel behind a workflow that takes webhooks.
    record Teams(SecretValue url, Message message, Optional<RetryPolicy> retryPolicy)
        implements Config {}

    /// A program of the operator that is run with the match on its standard input.
    ///
    /// @param language `Python`, `JavaScript` or `Bash`
    /// @param timeoutMs above 0
    record Script(
        String language, String scriptPath, Optional<List<String>> arguments, long timeoutMs)
        implements Config {}

    /// A document whose type and shape differ in a way that upstream only notices when it sends:
    /// accepted, and every delivery of it fails with the reason.
    record Unusable(String channel, String reason) implements Config {}
  }

  /// What a webhook body holds: the rendered template, the match itself, or an event in the form of
  /// Standard Webhooks.
  public enum PayloadMode {
    TEMPLATE,
    RAW,
    EVENT
  }

  /// The two templates of a message.
  public record Message(String title, String body) {}

  /// Retries of the first minutes, before the durable schedule.
  ///
  /// @param maxRetries attempts after the first
  /// @param fullJitter whether a delay is drawn from `[0, computed]`
  public record RetryPolicy(
      int maxRetries,
      int baseForBackoff,
      Duration initialBackoff,
      Duration maxBackoff,
      boolean fullJitter) {
    public static final RetryPolicy DEFAULT =
        new RetryPolicy(3, 2, Duration.ofMillis(250), Duration.ofSeconds(10), true);
  }

  /// Channels that a trigger type may name.
  public static final List<String> TYPES =
      List.of(
          "slack",
          "email",
          "webhook",
          "telegram",
          "discord",
          "script",
          "pagerduty",
          "opsgenie",
          "datadog",
          "teams");
}
