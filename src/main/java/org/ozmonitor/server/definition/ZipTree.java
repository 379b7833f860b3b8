package org.ozmonitor.server.definition;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.ozmonitor.core.problem.Problems;

/// Unpacks a ZIP of somebody else into an empty directory: so many files, so many bytes, none of
/// them elsewhere. Sizes are counted, not believed. Blocks. Used once.
final class ZipTree {
  /// Bounds of one archive.
  ///
  /// @param entries files and directories
  /// @param bytes of all files unpacked
  record Bounds(int entries, long bytes) {
    static final Bounds DEFAULT = new Bounds(10_000, 256L << 20);
  }

  private static final int BUFFER = 1 << 16;

  /// What archivers of macOS add.
  private static final String FOREIGN = "__MACOSX/";

  private final Path zip;
  private final Path into;
  private final Bounds bounds;
  private final Problems problems;
  private final Set<String> seen = new HashSet<>();
  private long left;

  ZipTree(Path zip, Path into, Bounds bounds, Problems problems) {
    this.zip = zip;
    this.into = into;
    this.bounds = bounds;
    this.problems = problems;
    this.left = bounds.bytes();
  }

  /// Whether a file begins as a ZIP does.
  static boolean isZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(4), new byte[] {'P', 'K', 3, 4});
    }
  }

  /// Unpacks until something is wrong; then what is there is of no use.
  void unpack() throws IOException {
    try (ZipFile archive = new ZipFile(zip.toFile())) {
      if (archive.size() > bounds.entries()) {
        refuse("", "import.zip.entries", "holds more than %d entries".formatted(bounds.entries()));
        return;
      }
      Enumeration<? extends ZipEntry> entries = archive.entries();
      while (entries.hasMoreElements() && !problems.hasErrors()) {
        unpack(archive, entries.nextElement());
      }
    } catch (ZipException | IllegalArgumentException e) { // the latter for names that are no text
      refuse("", "import.zip.broken", "is no sound ZIP: " + e.getMessage());
    }
  }

  private void unpack(ZipFile archive, ZipEntry entry) throws IOException {
    String name = entry.getName();
    if (entry.isDirectory() || name.startsWith(FOREIGN)) {
      return;
    }
    if (!isInside(name)) {
      refuse(name, "import.zip.path", "leads out of the archive");
    } else if (!seen.add(name)) {
      refuse(name, "import.zip.repeated", "stands twice in the archive");
    } else {
      Path file = into.resolve(name);
      Path directory = file.getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      try (InputStream in = archive.getInputStream(entry);
          OutputStream out = Files.newOutputStream(file)) {
        copy(name, in, out);
      }
    }
  }

  private void copy(String name, InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      left -= read;
      if (left < 0) {
        refuse(
            name,
            "import.zip.size",
            "is beyond the %d MiB that an archive may hold".formatted(bounds.bytes() >> 20));
        return;
      }
      out.write(buffer, 0, read);
    }
  }

  /// Only plain relative names, with slashes.
  private boolean isInside(String name) {
    boolean plain =
        !name.isEmpty()
            && name.chars().allMatch(c -> c >= ' ' && c != '\\' && c != ':')
            && Arrays.stream(name.split("/", -1))
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    return plain && into.resolve(name).normalize().startsWith(into);
  }

  private void refuse(String name, String rule, String message) {
    String archive = String.valueOf(zip.getFileName());
    problems.error(name.isEmpty() ? archive : archive + ": " + shown(name), rule, message);
  }

  /// A name may hold what a terminal obeys.
  private static String shown(String name) {
    return name.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
