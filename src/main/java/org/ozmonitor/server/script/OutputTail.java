package org.ozmonitor.server.script;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads what a process has written without waiting for more, and keeps its end. Confined to one
/// thread.
final class OutputTail {
  /// Bytes that are kept.
  static final int KEPT = 64 << 10;

  private final InputStream stream;
  private final byte[] buffer = new byte[KEPT];
  private byte[] kept = new byte[0];
  private long total;

  OutputTail(InputStream stream) {
    this.stream = stream;
  }

  /// Reads what is there. True when there was something.
  boolean read() throws IOException {
    int there = stream.available();
    if (there <= 0) {
      return false;
    }
    int count = stream.read(buffer, 0, Math.min(there, buffer.length));
    if (count <= 0) {
      return false;
    }
    total += count;
    byte[] joined = Arrays.copyOf(kept, kept.length + count);
    System.arraycopy(buffer, 0, joined, kept.length, count);
    kept = Arrays.copyOfRange(joined, Math.max(0, joined.length - KEPT), joined.length);
    return true;
  }

  /// Bytes read in all.
  long total() {
    return total;
  }

  /// What is kept; broken UTF-8 becomes U+FFFD.
  String text() {
    return new String(kept, StandardCharsets.UTF_8);
  }
}
