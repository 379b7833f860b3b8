package org.ozmonitor.core.notification;

import java.util.List;

/// One mail, complete but for the connection. Immutable.
///
/// @param host the server's name
/// @param port 1–65535
/// @param to all recipients, in one header
/// @param messageId the same over retries and replays of one delivery
public record OutboundMail(
    String host,
    int port,
    Encryption encryption,
    Credentials credentials,
    String from,
    List<String> to,
    String subject,
    String html,
    String messageId) {
  /// When the connection is encrypted. There is no mail without: a password is always sent.
  public enum Encryption {
    /// From the first byte.
    IMPLICIT,
    /// After STARTTLS, which the server must offer.
    STARTTLS
  }

  /// What the server knows us by. Its text form never shows it.
  public record Credentials(String username, String password) {
    @Override
    public String toString() {
      return "***";
    }
  }

  public OutboundMail {
    to = List.copyOf(to);
  }

  @Override
  public String toString() {
    return "mail by " + host + ":" + port;
  }
}
