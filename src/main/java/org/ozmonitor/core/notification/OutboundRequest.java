package org.ozmonitor.core.notification;

import java.util.Collections;
import java.util.Map;
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
  ///
  /// @param others headers beside the content type, by lower-case name
  static OutboundRequest json(Endpoint endpoint, String body, Map<String, String> others) {
    SortedMap<String, String> headers = new TreeMap<>(others);
    headers.put("content-type", "application/json");
    return new OutboundRequest(endpoint, "POST", headers, body);
  }

  /// Without headers and body, which may hold secrets.
  @Override
  public String toString() {
    return method + " " + endpoint;
  }
}
