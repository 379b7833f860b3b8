package org.ozmonitor.server.rpc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A JSON value inside the bytes that a node sent. Immutable, and equal to any slice with the same
/// bytes; the array is not to be changed.
final class JsonSlice {
  private final byte[] source;
  private final int from;
  private final int to;

  JsonSlice(byte[] source, int from, int to) {
    this.source = source;
    this.from = from;
    this.to = to;
  }

  static JsonSlice of(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new JsonSlice(bytes, 0, bytes.length);
  }

  byte[] source() {
    return source;
  }

  int from() {
    return from;
  }

  int end() {
    return to;
  }

  int length() {
    return to - from;
  }

  byte firstByte() {
    return source[from];
  }

  /// Copies the value to `at` and says where it ends there.
  int copyTo(byte[] target, int at) {
    System.arraycopy(source, from, target, at, length());
    return at + length();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonSlice slice
        && Arrays.equals(source, from, to, slice.source, slice.from, slice.to);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + source[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return new String(source, from, length(), StandardCharsets.UTF_8);
  }
}
