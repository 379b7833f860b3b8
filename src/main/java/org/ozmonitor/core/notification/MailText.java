package org.ozmonitor.core.notification;

import java.util.List;
import org.ozmonitor.core.definition.Trigger.Config.Email;

/// Makes the mail of a message. Pure.
final class MailText {
  private static final int MAX_SUBJECT = 250;
  private static final int SUBMISSION_PORT = 587;

  private MailText() {}

  /// @param secrets user name and password
  static OutboundMail of(OutboundMessage message, Email email, List<String> secrets) {
    MessageText text = MessageText.of(email.message(), message);
    boolean startTls = email.startTls().orElse(email.port() == SUBMISSION_PORT);
    return new OutboundMail(
        email.host(),
        email.port(),
        startTls ? OutboundMail.Encryption.STARTTLS : OutboundMail.Encryption.IMPLICIT,
        new OutboundMail.Credentials(secrets.get(0), secrets.get(1)),
        email.sender(),
        email.recipients(),
        subject(text, email, message),
        EmailBody.of(text),
        "<" + message.delivery() + "@" + domain(email.sender()) + ">");
  }

  /// The template as it stands, as upstream sends it, unless the trigger wants it filled. One line:
  /// what follows a line break would be a header.
  private static String subject(MessageText text, Email email, OutboundMessage message) {
    if (!email.subjectTemplated()) {
      return PlainText.line(MessageText.prefix(message) + email.message().title());
    }
    return PlainText.line(PlainText.of(text.title(), MAX_SUBJECT));
  }

  private static String domain(String address) {
    String domain = address.substring(address.lastIndexOf('@') + 1);
    return domain.matches("[A-Za-z0-9.-]+") ? domain : "ozmonitor.invalid";
  }
}
