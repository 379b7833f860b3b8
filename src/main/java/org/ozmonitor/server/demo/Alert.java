package org.ozmonitor.server.demo;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/// What an alert of the demo is about: the title of its message is the monitor's name, the first
/// word of its body the transaction. Immutable.
///
/// @param monitor name, without the mark of a retraction
/// @param transaction hash
public record Alert(String monitor, String transaction) {
  static final String TITLE_TEMPLATE = "${monitor.name}";
  static final String BODY_TEMPLATE =
      "${transaction.hash} from ${transaction.from}, value ${transaction.value}";
  private static final String RETRACTED = "[RETRACTED] ";

  /// Empty when the body is not such a message.
  public static Optional<Alert> parse(String requestBody) {
    try {
      JsonObject message = new JsonObject(requestBody);
      if (message.getValue("title") instanceof String title
          && message.getValue("body") instanceof String text) {
        String monitor = title.startsWith(RETRACTED) ? title.substring(RETRACTED.length()) : title;
        int end = text.indexOf(' ');
        return Optional.of(new Alert(monitor, end < 0 ? text : text.substring(0, end)));
      }
      return Optional.empty();
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }
}
