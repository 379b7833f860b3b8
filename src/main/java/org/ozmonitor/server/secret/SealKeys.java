package org.ozmonitor.server.secret;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// The key that encrypts, and those that encrypted before. Immutable.
///
/// @param previous open what was encrypted with them, until it is encrypted anew
public record SealKeys(SealKey current, List<SealKey> previous) {
  private static final String FILE = "secrets.key";

  public SealKeys {
    previous = List.copyOf(previous);
  }

  /// These, and one more that encrypted before.
  public SealKeys withPrevious(Optional<SealKey> key) {
    return new SealKeys(current, Stream.concat(previous.stream(), key.stream()).toList());
  }

  /// The one of an id.
  Optional<SealKey> find(String id) {
    return Stream.concat(Stream.of(current), previous.stream())
        .filter(key -> key.id().equals(id))
        .findFirst();
  }

  /// The key that the nodes of a data directory share: made by the first of them, readable by their
  /// user only. Blocks.
  ///
  /// @param previous as configured
  public static SealKeys ofDirectory(Path directory, List<SealKey> previous) throws IOException {
    Path file = Files.createDirectories(directory).resolve(FILE);
    if (!Files.exists(file)) {
      make(file);
    }
    return new SealKeys(read(file), previous);
  }

  /// The key of a data directory, where one was made. Blocks.
  public static Optional<SealKey> inDirectory(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
  }

  private static SealKey read(Path file) throws IOException {
    try {
      return SealKey.parse(Files.readString(file));
    } catch (IllegalArgumentException e) {
      throw new IOException("the file " + file + " " + e.getMessage(), e);
    }
  }

  /// Whole or not at all: of several nodes that make one at a time, the first one's stands.
  private static void make(Path file) throws IOException {
    byte[] bytes = new byte[SealKey.LENGTH];
    new SecureRandom().nextBytes(bytes);
    String text = Base64.getEncoder().encodeToString(bytes) + "\n";
    String name = FILE + "." + UUID.nameUUIDFromBytes(bytes).toString().substring(0, 8);
    Path draft = file.resolveSibling(name);
    Files.createFile(
        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(draft, text, StandardOpenOption.SYNC);
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      return; // another node was first
    } finally {
      Files.delete(draft);
    }
  }
}
