package org.ozmonitor.core.watch;

import java.util.List;
import java.util.stream.IntStream;
import org.ozmonitor.core.chain.BlockHeader;
import org.ozmonitor.core.chain.BlockRef;

/// Headers for tests: the block `7b` has height 7, stands on fork b and has the parent `6b`.
final class Headers {
  private Headers() {}

  static BlockHeader header(String name) {
    return header(name, (height(name) - 1) + fork(name));
  }

  static BlockHeader header(String name, String parent) {
    return new BlockHeader(new BlockRef(height(name), name), parent, height(name) * 12);
  }

  static List<BlockHeader> headers(int first, int last, String fork) {
    return IntStream.rangeClosed(first, last).mapToObj(h -> header(h + fork)).toList();
  }

  private static long height(String name) {
    return Long.parseLong(name.substring(0, name.length() - 1));
  }

  private static String fork(String name) {
    return name.substring(name.length() - 1);
  }
}
