package org.ozmonitor.server.rpc;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.OptionalLong;

/// The bytes of an answer while they come in, up to a bound. They are copied once, from the
/// network's buffers, where the answer says how long it is. Confined to one context until complete.
final class AnswerBody {
  private static final int FIRST_BYTES = 16 << 10;

  /// An announced length that may be taken on trust.
  private static final int MOST_BELIEVED = 1 << 20;

  private final int maxBytes;
  private byte[] bytes;
  private int size;

  /// @param announced the length that the answer's head tells, which may be a lie
  AnswerBody(OptionalLong announced, int maxBytes) {
    this.maxBytes = maxBytes;
    long first = announced.orElse(FIRST_BYTES);
    this.bytes = new byte[Math.clamp(first, 0, Math.min(maxBytes, MOST_BELIEVED))];
  }

  /// False when that is too much; nothing is added then.
  boolean add(Buffer chunk) {
    long wanted = (long) size + chunk.length();
    if (wanted > maxBytes) {
      return false;
    }
    if (wanted > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(maxBytes, Math.max(wanted, 2L * bytes.length)));
    }
    chunk.getBytes(bytes, size);
    size = (int) wanted;
    return true;
  }

  int size() {
    return size;
  }

  JsonCursor cursor() {
    return new JsonCursor(bytes, 0, size);
  }
}
