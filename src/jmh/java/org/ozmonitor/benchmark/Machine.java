package org.ozmonitor.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Where a benchmark ran.
final class Machine {
  private Machine() {}

  /// Processor, number of them, load, Java.
  static String describe() {
    return "%s, %d processors, load %s at the end, Java %s"
        .formatted(
            first(Path.of("/proc/cpuinfo"), "model name"),
            Runtime.getRuntime().availableProcessors(),
            first(Path.of("/proc/loadavg"), ""),
            Runtime.version());
  }

  private static String first(Path file, String start) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(start))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
