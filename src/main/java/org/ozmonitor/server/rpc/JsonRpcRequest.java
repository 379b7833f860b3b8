package org.ozmonitor.server.rpc;

/// One question. Immutable.
///
/// @param parameters a JSON array as text
/// @param aboutHead whether it serves to find the head or the right endpoint, rather than to read
///     blocks
record JsonRpcRequest(String method, String parameters, boolean aboutHead) {
  JsonRpcRequest(String method, String parameters) {
    this(method, parameters, false);
  }

  /// @param id what the answer carries
  String toJson(int id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\""
        + method
        + "\",\"params\":"
        + parameters
        + "}";
  }
}
