package org.ozmonitor.server.rpc;

import java.net.ConnectException;
import java.net.UnknownHostException;

/// An endpoint did not answer as it should. Holds no cause: the texts of HTTP exceptions contain
/// the URL.
public final class RpcException extends Exception {
  private static final long serialVersionUID = 1L;

  /// What went wrong, with the words of the meters.
  public enum Kind {
    RATE_LIMIT("rate_limit", "http"),
    HTTP("http_error", "http"),
    NETWORK("network_error", "network"),
    JSONRPC("jsonrpc_error", "jsonrpc"),
    MALFORMED("jsonrpc_error", "malformed_jsonrpc"),
    INCONSISTENT("inconsistent_answer", "inconsistent");

    private final String rotationReason;
    private final String errorType;

    Kind(String rotationReason, String errorType) {
      this.rotationReason = rotationReason;
      this.errorType = errorType;
    }

    String rotationReason() {
      return rotationReason;
    }

    String errorType() {
      return errorType;
    }
  }

  private final Kind kind;
  private final int code;

  private RpcException(Kind kind, int code, String message) {
    super(message);
    this.kind = kind;
    this.code = code;
  }

  static RpcException http(int status) {
    return new RpcException(
        status == 429 ? Kind.RATE_LIMIT : Kind.HTTP, status, "endpoint answered HTTP " + status);
  }

  static RpcException network(Throwable cause) {
    boolean harmless = cause instanceof ConnectException || cause instanceof UnknownHostException;
    String what = harmless ? String.valueOf(cause.getMessage()) : cause.getClass().getSimpleName();
    return new RpcException(Kind.NETWORK, 0, "endpoint cannot be reached: " + what);
  }

  static RpcException jsonRpc(String method, int code, String message) {
    String bounded = message.length() > 200 ? message.substring(0, 200) + "…" : message;
    return new RpcException(Kind.JSONRPC, code, method + " failed with " + code + ": " + bounded);
  }

  static RpcException malformed(String message) {
    return new RpcException(Kind.MALFORMED, 0, message);
  }

  static RpcException inconsistent(String message) {
    return new RpcException(Kind.INCONSISTENT, 0, message);
  }

  /// What went wrong.
  public Kind kind() {
    return kind;
  }

  /// The HTTP status or JSON-RPC code, else 0.
  int code() {
    return code;
  }
}
