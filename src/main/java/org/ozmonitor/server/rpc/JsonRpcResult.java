package org.ozmonitor.server.rpc;

import java.util.function.UnaryOperator;

/// The answer to one question. Immutable.
sealed interface JsonRpcResult {
  /// @param json the value as the node wrote it, inside its answer
  record Value(JsonSlice json) implements JsonRpcResult {}

  /// `"result": null`
  record Absent() implements JsonRpcResult {}

  /// `"error": {…}`
  record Failed(int code, String message) implements JsonRpcResult {}

  /// Without the secrets in what the node says of an error: it may repeat its URL.
  default JsonRpcResult redacted(UnaryOperator<String> redaction) {
    return switch (this) {
      case Value value -> value;
      case Absent absent -> absent;
      case Failed(int code, String message) -> new Failed(code, redaction.apply(message));
    };
  }
}
