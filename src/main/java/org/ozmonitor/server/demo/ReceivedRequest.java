package org.ozmonitor.server.demo;

import java.util.Locale;
import java.util.Map;

/// One request that reached the receiver, whatever it answered. Immutable.
///
/// @param headers names in lower case; of a repeated header the first value
/// @param status what the receiver answered
/// @param arrivalNanos monotonic
public record ReceivedRequest(
    Map<String, String> headers, String body, int status, long arrivalNanos) {
  static final String ID = "webhook-id";
  static final String EVENT = "x-ozm-event";
  static final String SEQUENCE = "x-ozm-sequence";
  static final String MATCH = "x-ozm-match";

  public ReceivedRequest {
    headers = Map.copyOf(headers);
  }

  /// Whether the sender may take it as delivered.
  public boolean isAccepted() {
    return status >= 200 && status < 300;
  }

  /// Whether it is no delivery, or not signed as one.
  public boolean isMalformed() {
    return status == 400 || status == 401;
  }

  /// The delivery's id.
  public String id() {
    return header(ID);
  }

  public String event() {
    return header(EVENT);
  }

  /// Orders the events of a match.
  public long sequence() {
    return Long.parseLong(header(SEQUENCE));
  }

  /// The match's id.
  public String match() {
    return header(MATCH);
  }

  /// The value of a header, or an empty text.
  public String header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }
}
