package org.ozmonitor.server.rpc;

import io.vertx.core.buffer.Buffer;

/// The answer to one question. Immutable.
sealed interface JsonRpcResult {
  /// @param json the value as the node wrote it, a slice of its answer
  record Value(Buffer json) implements JsonRpcResult {}

  /// `"result": null`
  record Absent() implements JsonRpcResult {}

  /// `"error": {…}`
  record Failed(int code, String message) implements JsonRpcResult {}
}
