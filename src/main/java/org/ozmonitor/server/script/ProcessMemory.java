package org.ozmonitor.server.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How much memory processes hold, as Linux tells it. Stateless.
final class ProcessMemory {
  private static final List<String> OWN = List.of("RssAnon:", "RssShmem:");

  private ProcessMemory() {}

  /// Bytes that all processes below this one hold, without what they read from files. Shared pages
  /// count for each process.
  static long ofDescendants(Process process) {
    return process.descendants().mapToLong(below -> of(below.pid())).sum();
  }

  private static long of(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> OWN.stream().anyMatch(line::startsWith))
          .mapToLong(ProcessMemory::bytes)
          .sum();
    } catch (IOException e) {
      return 0; // it has ended since it was listed
    }
  }

  /// A line such as `RssAnon:     1234 kB`.
  private static long bytes(String line) {
    String[] words = line.split("\\s+", -1);
    return Long.parseLong(words[1]) << 10;
  }
}
