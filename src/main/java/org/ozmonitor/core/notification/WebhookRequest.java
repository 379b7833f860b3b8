package org.ozmonitor.core.notification;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ozmonitor.core.definition.Trigger.Config.Webhook;

/// Builds webhook requests. Pure.
///
/// Body, `X-Signature` and `X-Timestamp` are upstream's; `webhook-*` (Standard Webhooks 1.0) and
/// `x-ozm-*` are added; the trigger's own headers override all of them. Each attempt is stamped and
/// signed anew, since a receiver may refuse an old stamp (upstream, which retries for seconds only,
/// signs once).
public final class WebhookRequest {
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /// Set by the connection: a configured value would break the framing of the message.
  private static final Set<String> FRAMING =
      Set.of("content-length", "transfer-encoding", "connection");

  private WebhookRequest() {}

  /// Builds the request of one attempt.
  ///
  /// @param resolved the URL, the signing key and the secrets, as {@link Preparation#secrets} has
  ///     them
  /// @param now becomes the timestamps
  static Prepared prepare(
      OutboundMessage message, Webhook webhook, List<String> resolved, Instant now) {
    Optional<Endpoint> endpoint = Endpoint.parse(resolved.getFirst());
    if (endpoint.isEmpty()) {
      return new Prepared.Unusable("the URL is not a usable http or https URL");
    }
    int keys = webhook.signingKey().isPresent() ? 1 : 0;
    List<String> secrets = resolved.subList(1 + keys, resolved.size());
    if (secrets.stream().anyMatch(String::isEmpty)) {
      return new Prepared.Unusable("the webhook secret is empty");
    }
    Optional<SigningKey> signingKey =
        keys == 0 ? Optional.empty() : SigningKey.parse(resolved.get(1));
    if (keys > 0 && signingKey.isEmpty()) {
      return new Prepared.Unusable("the signing key is no whsk_ key");
    }
    Optional<String> fault = fault(webhook);
    if (fault.isPresent()) {
      return new Prepared.Unusable(fault.get());
    }
    String body =
        switch (webhook.payloadMode()) {
          case RAW -> WebhookPayload.raw(message.matchJson());
          case TEMPLATE -> WebhookPayload.rendered(MessageText.of(webhook.message(), message));
          case EVENT -> EventPayload.of(message, now);
        };
    SortedMap<String, String> headers = computed(message, endpoint.get(), now);
    sign(headers, message.delivery().toString(), body, secrets, signingKey, now);
    webhook
        .headers()
        .forEach(
            (name, value) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (!FRAMING.contains(lower)) {
                headers.put(lower, value);
              }
            });
    return new Prepared.Http(new OutboundRequest(endpoint.get(), webhook.method(), headers, body));
  }

  /// What keeps the method and the headers from being sent.
  private static Optional<String> fault(Webhook webhook) {
    if (!TOKEN.matcher(webhook.method()).matches()) {
      return Optional.of("the method is not a valid HTTP method");
    }
    return webhook.headers().entrySet().stream()
        .filter(header -> !isValid(header))
        .map(header -> "the header '" + header.getKey() + "' is not valid")
        .findFirst();
  }

  private static SortedMap<String, String> computed(
      OutboundMessage message, Endpoint endpoint, Instant now) {
    SortedMap<String, String> headers = new TreeMap<>();
    headers.put("content-type", "application/json");
    headers.put("webhook-id", message.delivery().toString());
    headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
    headers.put("x-ozm-event", message.event());
    headers.put("x-ozm-sequence", Long.toString(message.sequence()));
    headers.put("x-ozm-match", message.match().toString());
    Digest.of(message)
        .ifPresent(digest -> headers.put("x-ozm-digest", Long.toString(digest.matches())));
    endpoint
        .userInfo()
        .ifPresent(
            user ->
                headers.put(
                    "authorization",
                    "Basic "
                        + Base64.getEncoder()
                            .encodeToString(user.getBytes(StandardCharsets.UTF_8))));
    return headers;
  }

  /// Upstream's signature is by the first secret; ours has one part for each secret and key, so
  /// that
  /// a receiver can change from one to the other at its own time.
  private static void sign(
      SortedMap<String, String> headers,
      String id,
      String body,
      List<String> secrets,
      Optional<SigningKey> signingKey,
      Instant now) {
    if (!secrets.isEmpty()) {
      long millis = now.toEpochMilli();
      headers.put("x-signature", WebhookSignature.upstream(secrets.getFirst(), body, millis));
      headers.put("x-timestamp", Long.toString(millis));
    }
    long seconds = now.getEpochSecond();
    String signatures =
        Stream.concat(
                secrets.stream()
                    .map(secret -> WebhookSignature.standard(secret, id, seconds, body)),
                signingKey.stream().map(key -> key.sign(id, seconds, body)))
            .collect(Collectors.joining(" "));
    if (!signatures.isEmpty()) {
      headers.put("webhook-signature", signatures);
    }
  }

  private static boolean isValid(Map.Entry<String, String> header) {
    return TOKEN.matcher(header.getKey()).matches()
        && header
            .getValue()
            .chars()
            .allMatch(unit -> unit == '\t' || (unit >= 0x20 && unit != 0x7f));
  }
}
