package org.ozmonitor.server.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.definition.Trigger.Message;

/// Reads an e-mail trigger's `config`. Stateless.
final class EmailCodec {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]+");
  private static final Pattern ADDRESS =
      Pattern.compile("(?:[^\\s@]+|\"[^\"\\p{Cntrl}]+\")@[^\\s@]+");
  private static final List<Long> SECURE_PORTS = List.of(465L, 587L, 993L);
  private static final int MAX_SUBJECT = 998;
  private static final long MAX_PORT = 65_535;

  private EmailCodec() {}

  static Trigger.Config read(Fields fields) {
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
    SecretValue username =
        secret(
            fields,
            "username",
            "format",
            "must not be empty nor hold control characters",
            value -> !value.isEmpty() && value.chars().noneMatch(Character::isISOControl));
    SecretValue password =
        secret(fields, "password", "blank", "must not be blank", value -> !value.isBlank());
    String sender = fields.text("sender");
    checkAddress(fields, "sender", sender);
    List<String> recipients = fields.texts("recipients");
    fields.require(
        !recipients.isEmpty() || !fields.node().path("recipients").isArray(),
        "recipients",
        "empty",
        "must name at least one recipient");
    recipients.forEach(recipient -> checkAddress(fields, "recipients", recipient));
    Message message = ChannelCodec.message(fields);
    checkMessage(fields, message);
    return new Trigger.Config.Email(
        host,
        (int) port.orElse(Trigger.Config.Email.DEFAULT_PORT),
        username,
        password,
        message,
        sender,
        recipients,
        fields.has("starttls") ? Optional.of(fields.flag("starttls")) : Optional.empty(),
        fields.optionalFlag("subject_templated"),
        RetryPolicyCodec.read(fields));
  }

  private static SecretValue secret(
      Fields fields, String key, String rule, String message, Predicate<String> fits) {
    SecretValue secret = fields.secret(key);
    Optional<String> value = fields.reveal(key);
    fields.require(value.isEmpty() || fits.test(value.get()), key, rule, message);
    return secret;
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
