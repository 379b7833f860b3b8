package org.ozmonitor.server.rpc;

/// The answer to one question. Immutable.
sealed interface JsonRpcResult {
  /// @param json the value as the node wrote it, inside its answer
  record Value(JsonSlice json) implements JsonRpcResult {}

  /// `"result": null`
  record Absent() implements JsonRpcResult {}

  /// `"error": {…}`
  record Failed(int code, String message) implements JsonRpcResult {}
}
