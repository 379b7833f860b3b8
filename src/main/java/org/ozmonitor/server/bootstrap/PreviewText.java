package org.ozmonitor.server.bootstrap;

import java.util.Set;
import java.util.function.UnaryOperator;
import org.ozmonitor.core.notification.Endpoint;
import org.ozmonitor.core.notification.OutboundMail;
import org.ozmonitor.core.notification.OutboundRequest;

/// What would be sent, for people to read: without secrets. Pure.
///
/// @param redaction takes out the secrets that were found
record PreviewText(UnaryOperator<String> redaction) {
  private static final String MASK = "***";

  /// Headers whose values are mostly keys, whatever they hold.
  private static final Set<String> KEYS =
      Set.of(
          "authorization", "proxy-authorization", "x-api-key", "api-key", "dd-api-key", "cookie");

  String of(OutboundRequest request) {
    StringBuilder text = new StringBuilder();
    text.append(request.method()).append(' ').append(url(request.endpoint())).append('\n');
    request
        .headers()
        .forEach(
            (name, value) ->
                text.append(name)
                    .append(": ")
                    .append(KEYS.contains(name) ? MASK : redaction.apply(value))
                    .append('\n'));
    return text.append('\n').append(redaction.apply(request.body())).append('\n').toString();
  }

  /// The address is a secret value in every document, so that nothing but its host is shown.
  private static String url(Endpoint endpoint) {
    return endpoint.origin() + "/" + MASK;
  }

  String of(OutboundMail mail) {
    String encryption =
        switch (mail.encryption()) {
          case IMPLICIT -> "TLS";
          case STARTTLS -> "STARTTLS";
        };
    return """
    SMTP %s:%d with %s, user and password %s
    From: %s
    Reply-To: %s
    To: %s
    Subject: %s
    Message-ID: %s
    Content-Type: text/html; charset=utf-8

    %s
    """
        .formatted(
            mail.host(),
            mail.port(),
            encryption,
            MASK,
            mail.from(),
            mail.from(),
            String.join(", ", mail.to()),
            redaction.apply(mail.subject()),
            mail.messageId(),
            redaction.apply(mail.html()));
  }
}
