package org.ozmonitor.system.campaign;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the nodes of a campaign called an error in their logs.
final class NodeErrors {
  private NodeErrors() {}

  /// How often each message of level ERROR was logged below a directory.
  static Map<String, Long> count(Path directory) {
    Map<String, Long> counted = new HashMap<>();
    try (Stream<Path> files = Files.walk(directory, 2)) {
      for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
        try (Stream<String> lines = Files.lines(log)) {
          lines
              .flatMap(line -> error(line).stream())
              .forEach(it -> counted.merge(it, 1L, Long::sum));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return counted;
  }

  private static Optional<String> error(String line) {
    if (!line.startsWith("{") || !line.contains("ERROR")) {
      return Optional.empty();
    }
    try {
      JsonObject entry = new JsonObject(line);
      return "ERROR".equals(entry.getString("level"))
          ? Optional.of(entry.getString("message", ""))
          : Optional.empty();
    } catch (DecodeException e) {
      return Optional.empty(); // cut off when the node was killed
    }
  }
}
