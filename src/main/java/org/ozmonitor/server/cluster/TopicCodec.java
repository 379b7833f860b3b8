package org.ozmonitor.server.cluster;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/// How a message becomes bytes and back. Stateless, thread-safe.
public interface TopicCodec<T> {
  Buffer encode(T message);

  /// @throws RuntimeException when the bytes are not such a message
  T decode(Buffer bytes);

  /// A codec over JSON objects. A version stands in `v`, so that two releases can run side by side.
  static <T> TopicCodec<T> json(Function<T, JsonObject> write, Function<JsonObject, T> read) {
    return new TopicCodec<>() {
      @Override
      public Buffer encode(T message) {
        return write.apply(message).put("v", 1).toBuffer();
      }

      @Override
      public T decode(Buffer bytes) {
        return read.apply(new JsonObject(bytes));
      }
    };
  }

  /// Bytes as they are.
  static TopicCodec<Buffer> bytes() {
    return new TopicCodec<>() {
      @Override
      public Buffer encode(Buffer message) {
        return message;
      }

      @Override
      public Buffer decode(Buffer bytes) {
        return bytes;
      }
    };
  }
}
