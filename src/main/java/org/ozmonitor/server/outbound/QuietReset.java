package org.ozmonitor.server.outbound;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.http.HttpClientRequest;

/// For requests that we may give up ourselves. What becomes of one is told by its futures; a
/// request without a handler of its own logs each reset as an error besides. Stateless.
public final class QuietReset {
  private QuietReset() {}

  /// The same request.
  @CanIgnoreReturnValue
  public static HttpClientRequest of(HttpClientRequest request) {
    return request.exceptionHandler(_ -> {});
  }
}
