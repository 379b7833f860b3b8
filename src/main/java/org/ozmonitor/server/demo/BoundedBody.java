package org.ozmonitor.server.demo;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/// Reads the body of a request up to a limit.
final class BoundedBody {
  private static final int LARGEST_BYTES = 1 << 20;

  private BoundedBody() {}

  /// Fails when the body is larger than 1 MiB or the connection breaks.
  static Future<Buffer> read(HttpServerRequest request) {
    Promise<Buffer> body = Promise.promise();
    Buffer read = Buffer.buffer();
    request.exceptionHandler(body::tryFail);
    request.endHandler(_ -> body.tryComplete(read));
    request.handler(
        chunk -> {
          if (read.length() + chunk.length() > LARGEST_BYTES) {
            body.tryFail("the body is larger than " + LARGEST_BYTES + " bytes");
          } else {
            read.appendBuffer(chunk);
          }
        });
    return body.future();
  }
}
