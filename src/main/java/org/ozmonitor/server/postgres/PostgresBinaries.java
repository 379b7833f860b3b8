package org.ozmonitor.server.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// Unpacks the PostgreSQL programs that travel in the jar, once per version. Blocks; safe between
/// processes: each unpacks into a folder of its own, and renaming it decides who was first.
final class PostgresBinaries {
  /// Version of the artifact in `pom.xml`; names the folder.
  static final String VERSION = "18.4.0";

  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
  private static final Set<PosixFilePermission> PROGRAM =
      PosixFilePermissions.fromString("rwxr-xr-x");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");

  private PostgresBinaries() {}

  /// The folder that holds `bin/`, `lib/` and `share/`, unpacked below `directory` if it is not
  /// there.
  static Path unpack(Path directory) throws IOException {
    Path home = directory.resolve(VERSION + "-linux-amd64");
    if (Files.isDirectory(home)) {
      return home;
    }
    if (!System.getProperty("os.name").equals("Linux")
        || !System.getProperty("os.arch").equals("amd64")) {
      throw new DatabaseUnavailableException(
          "the embedded PostgreSQL runs on Linux x86-64 only: set database_url to a server");
    }
    Files.createDirectories(directory);
    Path unfinished = Files.createTempDirectory(directory, "unpacking-");
    try {
      Files.setPosixFilePermissions(unfinished, PROGRAM);
      unpackInto(unfinished);
      Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      deleteTree(unfinished);
      if (!(e instanceof FileAlreadyExistsException) && !Files.isDirectory(home)) {
        throw e;
      }
    }
    return home;
  }

  /// Deletes a folder and what is in it; does nothing when it is absent. Follows no links.
  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void unpackInto(Path root) throws IOException {
    try (InputStream resource = PostgresBinaries.class.getResourceAsStream(ARCHIVE)) {
      if (resource == null) {
        throw new DatabaseUnavailableException("the jar lacks " + ARCHIVE);
      }
      try (var tar =
          new TarArchiveInputStream(
              new XZCompressorInputStream(new BufferedInputStream(resource, 1 << 16)))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          unpackEntry(root, entry, tar);
        }
      }
    }
  }

  private static void unpackEntry(Path root, TarArchiveEntry entry, InputStream content)
      throws IOException {
    Path target = inside(root, root.resolve(entry.getName()), entry);
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(parent(target));
    if (entry.isSymbolicLink()) {
      Path link = Path.of(entry.getLinkName());
      var _ = inside(root, parent(target).resolve(link), entry);
      Files.createSymbolicLink(target, link);
    } else if (entry.isFile()) {
      Files.copy(content, target);
      // Stated, since the process's mask may keep others from reading, and the server may have to
      // run
      // as another user.
      Files.setPosixFilePermissions(target, (entry.getMode() & 0111) != 0 ? PROGRAM : FILE);
    } else {
      throw new IOException("unexpected kind of entry in " + ARCHIVE + ": " + entry.getName());
    }
  }

  private static Path inside(Path root, Path path, TarArchiveEntry entry) throws IOException {
    Path normal = path.normalize();
    if (!normal.startsWith(root)) {
      throw new IOException(
          "entry of " + ARCHIVE + " leaves the target folder: " + entry.getName());
    }
    return normal;
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }
}
