package org.ozmonitor.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// Files that only the user of this process may read. Stateless; blocks.
public final class PrivateFile {
  private PrivateFile() {}

  /// Makes `file`, which must not exist, with one line of text, and waits until it is on disk.
  public static void write(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text + "\n", StandardOpenOption.WRITE, StandardOpenOption.SYNC);
  }
}
