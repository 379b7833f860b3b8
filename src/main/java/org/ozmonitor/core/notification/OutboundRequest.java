package org.ozmonitor.core.notification;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// One HTTP request, complete but for the connection. Immutable.
///
/// @param method in any letter case
/// @param headers by lower-case name, each once
public record OutboundRequest(
    Endpoint endpoint, String method, SortedMap<String, String> headers, String body) {
  public OutboundRequest {
    headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
  }

  /// A POST of JSON.
  static OutboundRequest json(Endpoint endpoint, String body) {
    SortedMap<String, String> headers = new TreeMap<>();
    headers.put("content-type", "application/json");
    return new OutboundRequest(endpoint, "POST", headers, body);
  }

  /// Bytes of the body in UTF-8.
  public int size() {
    return body.getBytes(StandardCharsets.UTF_8).length;
  }

  /// Without headers and body, which may hold secrets.
  @Override
  public String toString() {
    return method + " " + endpoint;
  }
}
