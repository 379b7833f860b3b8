package org.ozmonitor.server.demo;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// JSON that differs from block to block only in places of fixed width: the last digits of hashes,
/// heights and times. Writing those into a copy costs a small part of encoding it. Immutable.
final class RenderedJson {
  /// The digits at the end of a hash that tell heights apart.
  static final int HEIGHT_DIGITS = 16;

  private final byte[] bytes;
  private final long first;
  private final long firstTimestamp;
  private final int[] hashes;
  private final int[] parents;
  private final int[] heights;
  private final int[] times;

  private RenderedJson(
      byte[] bytes,
      long first,
      long firstTimestamp,
      int[] hashes,
      int[] parents,
      int[] heights,
      int[] times) {
    this.bytes = bytes;
    this.first = first;
    this.firstTimestamp = firstTimestamp;
    this.hashes = hashes;
    this.parents = parents;
    this.heights = heights;
    this.times = times;
  }

  /// @param json as it is for the block of height `first`
  /// @param prefixes what hashes begin with that end with the height's digits
  static RenderedJson of(Buffer json, List<String> prefixes, long first, long firstTimestamp) {
    String text = json.toString(StandardCharsets.US_ASCII);
    List<Integer> hashes = new ArrayList<>();
    List<Integer> parents = new ArrayList<>();
    for (String prefix : prefixes) {
      hashes.addAll(endsOf(prefix, prefix + digits(first), text));
      parents.addAll(endsOf(prefix, prefix + digits(first - 1), text));
    }
    List<Integer> heights = new ArrayList<>(endsOf("\"number\":\"0x", "\"number\":\"0x", text));
    heights.addAll(endsOf("\"blockNumber\":\"0x", "\"blockNumber\":\"0x", text));
    List<Integer> times = endsOf("\"timestamp\":\"0x", "\"timestamp\":\"0x", text);
    return new RenderedJson(
        json.getBytes(),
        first,
        firstTimestamp,
        array(hashes),
        array(parents),
        array(heights),
        array(times));
  }

  /// The digits at the end of a hash.
  static String digits(long height) {
    return String.format(Locale.ROOT, "%016x", height);
  }

  int length() {
    return bytes.length;
  }

  /// Writes the JSON of another block: height, hash and parent as of `height`, one second per
  /// block.
  void writeTo(byte[] into, int at, long height) {
    System.arraycopy(bytes, 0, into, at, bytes.length);
    write(into, at, hashes, digits(height));
    write(into, at, parents, digits(height - 1));
    write(into, at, heights, Long.toHexString(height));
    write(into, at, times, Long.toHexString(firstTimestamp + height - first));
  }

  private static void write(byte[] into, int at, int[] places, String digits) {
    byte[] text = digits.getBytes(StandardCharsets.US_ASCII);
    for (int place : places) {
      System.arraycopy(text, 0, into, at + place, text.length);
    }
  }

  private static List<Integer> endsOf(String prefix, String whole, String text) {
    List<Integer> places = new ArrayList<>();
    for (int at = text.indexOf(whole); at >= 0; at = text.indexOf(whole, at + 1)) {
      places.add(at + prefix.length());
    }
    return places;
  }

  private static int[] array(List<Integer> places) {
    return places.stream().mapToInt(Integer::intValue).toArray();
  }
}
