package org.ozmonitor.server.rpc;

/// One question. Immutable.
///
/// @param parameters a JSON array as text
record JsonRpcRequest(String method, String parameters) {
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
