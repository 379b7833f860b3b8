package org.ozmonitor.server.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// Files of scripts whose node was killed before it could remove them. Other nodes may use the
/// directory; a file is of use only until its script has opened it. Blocks; stateless.
final class LeftOverFiles {
  private static final Duration LONGEST_USE = Duration.ofHours(1);

  private LeftOverFiles() {}

  /// Removes what is too old to be of use, by the clock of the file system. Returns how many; what
  /// cannot be removed stays.
  static int remove(Path directory) {
    if (!Files.isDirectory(directory)) {
      return 0;
    }
    try {
      Path now = Files.createTempFile(directory, "now", "");
      try (Stream<Path> files = Files.list(directory)) {
        Instant oldest = Files.getLastModifiedTime(now).toInstant().minus(LONGEST_USE);
        List<Path> old = files.filter(file -> isBefore(file, oldest)).toList();
        for (Path file : old) {
          Files.deleteIfExists(file);
        }
        return old.size();
      } finally {
        Files.deleteIfExists(now);
      }
    } catch (IOException | UncheckedIOException e) {
      return 0; // scripts run all the same
    }
  }

  private static boolean isBefore(Path file, Instant oldest) {
    try {
      FileTime written = Files.getLastModifiedTime(file);
      return Files.isRegularFile(file) && written.toInstant().isBefore(oldest);
    } catch (NoSuchFileException e) {
      return false; // its script has just been started
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
