package org.ozmonitor.server.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// Unpacks the Redis program that travels in the jar, once per version. Blocks; safe between
/// processes: the last of several that unpack at once wins, with the same bytes.
final class RedisBinary {
  /// What the process is called by the system.
  static final String PROGRAM = "redis-server";

  private static final String RESOURCE = "redis-server-7.0.15-linux-amd64";

  private RedisBinary() {}

  /// The program, unpacked below `directory` if it is not there.
  static Path unpack(Path directory) throws IOException {
    Path home = directory.resolve(RESOURCE);
    Path program = home.resolve(PROGRAM);
    if (Files.isExecutable(program)) {
      return program;
    }
    if (!System.getProperty("os.name").equals("Linux")
        || !System.getProperty("os.arch").equals("amd64")) {
      throw new RedisUnavailableException(
          "the embedded Redis runs on Linux x86-64 only: set redis_url to a server, or to none");
    }
    Files.createDirectories(home);
    Path unfinished = Files.createTempFile(home, "unpacking-", ".tmp");
    try (InputStream packed = RedisBinary.class.getResourceAsStream("/" + RESOURCE)) {
      if (packed == null) {
        throw new RedisUnavailableException("the jar lacks " + RESOURCE);
      }
      Files.copy(packed, unfinished, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(unfinished, program, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    return program;
  }
}
