package org.ozmonitor.server.codec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.definition.Trigger.Message;
import org.ozmonitor.core.definition.Trigger.PayloadMode;

/// Reads a webhook trigger's `config`. Stateless.
final class WebhookCodec {
  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE");
  private static final List<String> SCHEMES = List.of("http://", "https://");

  private static final int MAX_SECRETS = 8;

  /// 32 bytes of seed, or 64 with the public key.
  private static final Pattern SIGNING_KEY =
      Pattern.compile("whsk_(?:[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==)");

  private WebhookCodec() {}

  static Trigger.Config read(Fields fields) {
    SecretValue url = fields.secret("url");
    checkUrl(fields);
    String method = fields.optionalText("method").orElse("POST");
    fields.require(
        METHODS.contains(method.toUpperCase(Locale.ROOT)),
        "method",
        "unknown",
        "must be one of " + String.join(", ", METHODS));
    PayloadMode mode = fields.has("payload_mode") ? mode(fields) : PayloadMode.TEMPLATE;
    return new Trigger.Config.Webhook(
        url,
        method,
        secret(fields),
        secrets(fields),
        signingKey(fields),
        headers(fields),
        mode,
        message(fields, mode),
        RetryPolicyCodec.read(fields));
  }

  private static PayloadMode mode(Fields fields) {
    return switch (fields.word("payload_mode", List.of("template", "raw", "event"))) {
      case "raw" -> PayloadMode.RAW;
      case "event" -> PayloadMode.EVENT;
      default -> PayloadMode.TEMPLATE;
    };
  }

  private static List<SecretValue> secrets(Fields fields) {
    List<SecretValue> secrets =
        fields.optionalObjects("secrets").stream().map(Fields::asSecret).toList();
    fields.require(
        secrets.size() <= MAX_SECRETS,
        "secrets",
        "size",
        "must be at most " + MAX_SECRETS + " secrets");
    return secrets;
  }

  private static Optional<SecretValue> signingKey(Fields fields) {
    Optional<SecretValue> key = fields.optionalSecret("signing_key");
    Optional<String> value = fields.reveal("signing_key");
    fields.require(
        value.isEmpty() || SIGNING_KEY.matcher(value.get()).matches(),
        "signing_key",
        "format",
        "must be whsk_ and base64 of an ed25519 key");
    return key;
  }

  private static void checkUrl(Fields fields) {
    Optional<String> value = fields.reveal("url");
    fields.require(
        value.isEmpty() || SCHEMES.stream().anyMatch(value.get()::startsWith),
        "url",
        "scheme",
        "must start with " + String.join(" or ", SCHEMES));
    if (value.isPresent() && value.get().startsWith("http://")) {
      fields.warning("url", "insecure_http", "is not encrypted (http://)");
    }
  }

  private static Optional<SecretValue> secret(Fields fields) {
    Optional<SecretValue> secret = fields.optionalSecret("secret");
    Optional<String> value = fields.reveal("secret");
    if (value.isPresent() && value.get().isEmpty()) {
      fields.warning("secret", "empty", "is empty: nothing can be signed, so nothing is sent");
    }
    return secret;
  }

  private static Map<String, String> headers(Fields fields) {
    Map<String, String> headers = new LinkedHashMap<>();
    fields
        .optionalObject("headers")
        .map(Fields::node)
        .ifPresent(
            node -> {
              for (Map.Entry<String, JsonNode> header : node.properties()) {
                fields.require(
                    header.getValue().isTextual(), "headers", "type", "must hold strings only");
                headers.put(header.getKey(), header.getValue().asText());
              }
            });
    if (!headers.containsKey("X-API-Key") && !headers.containsKey("Authorization")) {
      fields.warning("headers", "no_authentication", "has neither X-API-Key nor Authorization");
    }
    return headers;
  }

  private static Message message(Fields fields, PayloadMode mode) {
    if (mode != PayloadMode.TEMPLATE) {
      return fields
          .optionalObject("message")
          .map(ChannelCodec::messageOf)
          .orElse(new Message("", ""));
    }
    return ChannelCodec.message(fields);
  }
}
