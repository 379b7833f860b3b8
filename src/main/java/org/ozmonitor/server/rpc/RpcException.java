package org.ozmonitor.server.rpc;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/// An endpoint did not answer as it should. Holds no cause: the texts of HTTP exceptions contain
/// the URL.
public final class RpcException extends Exception {
  private static final long serialVersionUID = 2L;

  /// Invalid request, method not found, invalid parameters.
  private static final Set<Integer> NEVER = Set.of(-32600, -32601, -32602);

  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int LONGEST_MESSAGE = 200;

  /// What went wrong, with the words of the meters: OpenZeppelin Monitor's for rotations and
  /// errors, our own for outcomes.
  public enum Kind {
    RATE_LIMIT("rate_limit", "http", "rate_limit"),
    HTTP("http_error", "http", "http_error"),
    NETWORK("network_error", "network", "network_error"),
    TIMEOUT("network_error", "network", "timeout"),
    JSONRPC("jsonrpc_error", "jsonrpc", "jsonrpc_error"),
    MALFORMED("jsonrpc_error", "malformed_jsonrpc", "malformed"),
    TOO_LARGE("jsonrpc_error", "malformed_jsonrpc", "too_large"),
    /// `null` where there must be something.
    ABSENT("inconsistent_answer", "inconsistent", "null_answer"),
    INCONSISTENT("inconsistent_answer", "inconsistent", "inconsistent"),
    WRONG_CHAIN("wrong_chain", "inconsistent", "wrong_chain"),
    /// No endpoint was asked: all are left alone for a while.
    UNAVAILABLE("unavailable", "unavailable", "unavailable");

    private final String rotationReason;
    private final String errorType;
    private final String outcome;

    Kind(String rotationReason, String errorType, String outcome) {
      this.rotationReason = rotationReason;
      this.errorType = errorType;
      this.outcome = outcome;
    }

    String rotationReason() {
      return rotationReason;
    }

    String errorType() {
      return errorType;
    }

    String outcome() {
      return outcome;
    }
  }

  private final Kind kind;
  private final int code;
  private final long retryAfterMs;

  private RpcException(Kind kind, int code, long retryAfterMs, String message) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  private RpcException(Kind kind, String message) {
    this(kind, 0, 0, message);
  }

  static RpcException http(int status, Optional<Duration> retryAfter) {
    return new RpcException(
        status == TOO_MANY_REQUESTS ? Kind.RATE_LIMIT : Kind.HTTP,
        status,
        retryAfter.map(Duration::toMillis).orElse(0L),
        "endpoint answered HTTP " + status);
  }

  static RpcException network(Throwable cause) {
    if (cause instanceof TimeoutException) {
      return new RpcException(Kind.TIMEOUT, "endpoint did not answer in time");
    }
    boolean harmless = cause instanceof ConnectException || cause instanceof UnknownHostException;
    String what = harmless ? String.valueOf(cause.getMessage()) : cause.getClass().getSimpleName();
    return new RpcException(Kind.NETWORK, "endpoint cannot be reached: " + what);
  }

  static RpcException forbidden() {
    return new RpcException(
        Kind.NETWORK,
        "endpoint cannot be reached: its address is private (outbound.allow_private)");
  }

  static RpcException jsonRpc(String method, int code, String message) {
    String bounded =
        message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "…" : message;
    return new RpcException(
        Kind.JSONRPC, code, 0, method + " failed with " + code + ": " + bounded);
  }

  static RpcException malformed(String message) {
    return new RpcException(Kind.MALFORMED, message);
  }

  static RpcException tooLarge(int maxBytes) {
    return new RpcException(Kind.TOO_LARGE, "answer is larger than " + maxBytes + " bytes");
  }

  static RpcException absent(String method) {
    return new RpcException(Kind.ABSENT, method + " answered null");
  }

  static RpcException inconsistent(String message) {
    return new RpcException(Kind.INCONSISTENT, message);
  }

  static RpcException wrongChain(String message) {
    return new RpcException(Kind.WRONG_CHAIN, message);
  }

  static RpcException unavailable(String message) {
    return new RpcException(Kind.UNAVAILABLE, message);
  }

  /// What went wrong.
  public Kind kind() {
    return kind;
  }

  /// The HTTP status or JSON-RPC code, else 0.
  int code() {
    return code;
  }

  /// How long the endpoint wants to be left alone.
  Optional<Duration> retryAfter() {
    return retryAfterMs > 0 ? Optional.of(Duration.ofMillis(retryAfterMs)) : Optional.empty();
  }

  /// Whether the same question may be answered a moment later.
  boolean isPassing() {
    return switch (kind) {
      case HTTP -> code >= 500 || code == REQUEST_TIMEOUT;
      case RATE_LIMIT, NETWORK, TIMEOUT, MALFORMED, ABSENT, INCONSISTENT, UNAVAILABLE -> true;
      case JSONRPC -> !NEVER.contains(code);
      case TOO_LARGE, WRONG_CHAIN -> false;
    };
  }
}
