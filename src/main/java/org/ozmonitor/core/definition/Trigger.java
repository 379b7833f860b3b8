package org.ozmonitor.core.definition;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A trigger as configured: where an alert goes. Immutable.
///
/// @param key the key that monitors name
/// @param on the events it wants, by default `detected` and `retracted`
public record Trigger(String key, String name, String type, Config config, Set<String> on) {
  /// The events a trigger wants unless it says otherwise.
  public static final Set<String> DEFAULT_EVENTS = Set.of("detected", "retracted");

  public Trigger {
    on = Set.copyOf(on);
  }

  /// What is particular to a channel.
  public sealed interface Config {
    /// An HTTP receiver.
    ///
    /// @param method as written; sent as written
    /// @param headers override what is computed
    record Webhook(
        SecretValue url,
        String method,
        Optional<SecretValue> secret,
        Map<String, String> headers,
        PayloadMode payloadMode,
        Message message,
        Optional<RetryPolicy> retryPolicy)
        implements Config {
      public Webhook {
        headers = Map.copyOf(headers);
      }
    }

    /// A channel that is accepted and validated but not delivered to yet.
    record Later(String channel) implements Config {}
  }

  /// What a webhook body holds: the rendered template or the match itself.
  public enum PayloadMode {
    TEMPLATE,
    RAW
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
      List.of("slack", "email", "webhook", "telegram", "discord", "script");
}
