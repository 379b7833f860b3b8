package org.ozmonitor.core.notification;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.ozmonitor.core.definition.Trigger.Config.Webhook;
import org.ozmonitor.core.definition.Trigger.PayloadMode;

/// One webhook request, complete but for the connection. Immutable.
///
/// Body, `X-Signature` and `X-Timestamp` are upstream's; `webhook-*` (Standard Webhooks 1.0) and
/// `x-ozm-*` are added; the trigger's own headers override all of them. Each attempt is stamped and
/// signed anew, since a receiver may refuse an old stamp (upstream, which retries for seconds only,
/// signs once).
///
/// @param method as configured, in any letter case
/// @param headers by lower-case name, each once
public record WebhookRequest(
    Endpoint endpoint, String method, SortedMap<String, String> headers, String body) {
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /// Set by the connection: a configured value would break the framing of the message.
  private static final Set<String> FRAMING =
      Set.of("content-length", "transfer-encoding", "connection");

  public WebhookRequest {
    headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
  }

  /// A request, or why there can be none with this configuration.
  public sealed interface Prepared {
    record Ready(WebhookRequest request) implements Prepared {}

    /// @param reason safe to show; holds no secret
    record Unusable(String reason) implements Prepared {}
  }

  /// Builds the request of one attempt.
  ///
  /// @param url the resolved secret
  /// @param secret the resolved signing secret, where the trigger has one
  /// @param now becomes the timestamps
  public static Prepared prepare(
      OutboundMessage message, Webhook webhook, String url, Optional<String> secret, Instant now) {
    Optional<Endpoint> endpoint = Endpoint.parse(url);
    if (endpoint.isEmpty()) {
      return new Prepared.Unusable("the URL is not a usable http or https URL");
    }
    if (secret.isPresent() && secret.get().isEmpty()) {
      return new Prepared.Unusable("the webhook secret is empty");
    }
    if (!TOKEN.matcher(webhook.method()).matches()) {
      return new Prepared.Unusable("the method is not a valid HTTP method");
    }
    Optional<String> badHeader =
        webhook.headers().entrySet().stream()
            .filter(header -> !isValid(header))
            .map(Map.Entry::getKey)
            .findFirst();
    if (badHeader.isPresent()) {
      return new Prepared.Unusable("the header '" + badHeader.get() + "' is not valid");
    }
    String body =
        webhook.payloadMode() == PayloadMode.RAW
            ? WebhookPayload.raw(message.matchJson())
            : WebhookPayload.rendered(webhook.message(), message.variables(), message.event());
    SortedMap<String, String> headers = computed(message, endpoint.get(), body, secret, now);
    webhook
        .headers()
        .forEach(
            (name, value) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (!FRAMING.contains(lower)) {
                headers.put(lower, value);
              }
            });
    return new Prepared.Ready(new WebhookRequest(endpoint.get(), webhook.method(), headers, body));
  }

  private static SortedMap<String, String> computed(
      OutboundMessage message,
      Endpoint endpoint,
      String body,
      Optional<String> secret,
      Instant now) {
    SortedMap<String, String> headers = new TreeMap<>();
    String id = message.delivery().toString();
    headers.put("content-type", "application/json");
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
    headers.put("x-ozm-event", message.event());
    headers.put("x-ozm-sequence", Long.toString(message.sequence()));
    headers.put("x-ozm-match", message.match().toString());
    endpoint
        .userInfo()
        .ifPresent(
            user ->
                headers.put(
                    "authorization",
                    "Basic "
                        + Base64.getEncoder()
                            .encodeToString(user.getBytes(StandardCharsets.UTF_8))));
    secret.ifPresent(
        key -> {
          headers.put("x-signature", WebhookSignature.upstream(key, body, now.toEpochMilli()));
          headers.put("x-timestamp", Long.toString(now.toEpochMilli()));
          headers.put(
              "webhook-signature", WebhookSignature.standard(key, id, now.getEpochSecond(), body));
        });
    return headers;
  }

  private static boolean isValid(Map.Entry<String, String> header) {
    return TOKEN.matcher(header.getKey()).matches()
        && header
            .getValue()
            .chars()
            .allMatch(unit -> unit == '\t' || (unit >= 0x20 && unit != 0x7f));
  }

  /// Without headers and body, which may hold secrets.
  @Override
  public String toString() {
    return method + " " + endpoint;
  }
}
