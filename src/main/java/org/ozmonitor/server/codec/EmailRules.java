package org.ozmonitor.server.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.ozmonitor.core.definition.Trigger.Message;

/// Validation of an e-mail trigger's `config`. Stateless.
final class EmailRules {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]+");
  private static final Pattern ADDRESS =
      Pattern.compile("(?:[^\\s@]+|\"[^\"\\p{Cntrl}]+\")@[^\\s@]+");
  private static final List<Long> SECURE_PORTS = List.of(465L, 587L, 993L);
  private static final int MAX_SUBJECT = 998;
  private static final long MAX_PORT = 65_535;

  private EmailRules() {}

  static void check(Fields fields) {
    String host = fields.text("host");
    fields.require(
        !fields.node().path("host").isTextual()
            || (host.contains(".") && HOST.matcher(host).matches()),
        "host",
        "format",
        "must hold a dot and only letters, digits, dots and hyphens");
    OptionalLong port = fields.optionalNumber("port", MAX_PORT);
    if (port.isPresent() && !SECURE_PORTS.contains(port.getAsLong())) {
      fields.warning("port", "insecure", "is none of 465, 587 and 993");
    }
    checkSecret(
        fields,
        "username",
        "format",
        "must not be empty nor hold control characters",
        value -> !value.isEmpty() && value.chars().noneMatch(Character::isISOControl));
    checkSecret(fields, "password", "blank", "must not be blank", value -> !value.isBlank());
    checkAddress(fields, "sender", fields.text("sender"));
    List<String> recipients = fields.texts("recipients");
    fields.require(
        !recipients.isEmpty() || !fields.node().path("recipients").isArray(),
        "recipients",
        "empty",
        "must name at least one recipient");
    recipients.forEach(recipient -> checkAddress(fields, "recipients", recipient));
    checkMessage(fields, ChannelCodec.message(fields));
  }

  private static void checkSecret(
      Fields fields, String key, String rule, String message, Predicate<String> fits) {
    fields.secret(key);
    Optional<String> value = fields.reveal(key);
    fields.require(value.isEmpty() || fits.test(value.get()), key, rule, message);
  }

  private static void checkAddress(Fields fields, String key, String address) {
    fields.require(
        ADDRESS.matcher(address).matches() || !fields.has(key),
        key,
        "address",
        "must be an e-mail address");
  }

  private static void checkMessage(Fields fields, Message message) {
    boolean controls =
        message
            .title()
            .chars()
            .anyMatch(c -> Character.isISOControl(c) && !Character.isWhitespace(c));
    int length = message.title().getBytes(StandardCharsets.UTF_8).length;
    fields.require(
        !controls && length <= MAX_SUBJECT,
        "message",
        "subject",
        "must have a title of at most 998 bytes without control characters");
    fields.require(
        message
            .body()
            .chars()
            .allMatch(c -> !Character.isISOControl(c) || c == '\r' || c == '\n' || c == '\t'),
        "message",
        "body_characters",
        "must have a body without control characters besides line breaks and tabs");
  }
}
