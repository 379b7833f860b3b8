package org.ozmonitor.server.block;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// A payload on its way to another node: deflate level 1, after four bytes that say how long it is
/// when expanded. Immutable;
/// the bytes are never changed. Both directions take milliseconds for a full block: not for an
/// event
/// loop.
final class CompressedBlock {
  /// Upper bound on an expanded payload: block and receipts of 64 MiB each.
  private static final int MAX_EXPANDED = 128 << 20;

  private static final int HEADER = Integer.BYTES;

  private final byte[] bytes;

  private CompressedBlock(byte[] bytes) {
    this.bytes = bytes;
  }

  static CompressedBlock of(byte[] payload) {
    try (var deflater = new Deflater(Deflater.BEST_SPEED)) {
      deflater.setInput(payload);
      deflater.finish();
      byte[] out = new byte[Math.max(64, payload.length / 3)];
      Buffer.buffer().appendInt(payload.length).getBytes(0, HEADER, out, 0);
      int size = HEADER;
      while (!deflater.finished()) {
        if (size == out.length) {
          out = Arrays.copyOf(out, out.length * 2);
        }
        size += deflater.deflate(out, size, out.length - size);
      }
      return new CompressedBlock(Arrays.copyOf(out, size));
    }
  }

  /// What another node compressed; {@link #expand} finds out whether it is.
  static CompressedBlock received(byte[] bytes) {
    return new CompressedBlock(bytes);
  }

  /// The compressed form; not to be changed.
  byte[] bytes() {
    return bytes;
  }

  /// The payload as it was.
  ///
  /// @throws IllegalArgumentException when the bytes are not a compressed payload
  byte[] expand() {
    int length = bytes.length < HEADER ? -1 : Buffer.buffer(bytes).getInt(0);
    if (length < 1 || length > MAX_EXPANDED) {
      throw new IllegalArgumentException("not a compressed payload");
    }
    byte[] payload = new byte[length];
    try (var inflater = new Inflater()) {
      inflater.setInput(bytes, HEADER, bytes.length - HEADER);
      int size = 0;
      while (size < length) {
        int read = inflater.inflate(payload, size, length - size);
        if (read == 0) {
          throw new IllegalArgumentException("compressed payload is cut short");
        }
        size += read;
      }
      return payload;
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("not a compressed payload", e);
    }
  }
}
