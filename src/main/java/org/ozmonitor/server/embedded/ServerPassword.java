package org.ozmonitor.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;

/// The password of a server in a directory: made once, 192 random bits. Stateless; blocks.
public final class ServerPassword {
  private ServerPassword() {}

  /// The password in the file `password`, which is made if it is absent. Only inside
  /// {@link DirectoryUse#exclusively}.
  public static String of(Path directory) throws IOException {
    Path file = directory.resolve("password");
    if (!Files.exists(file)) {
      byte[] random = new byte[24];
      new SecureRandom().nextBytes(random);
      Path unfinished = directory.resolve("password.unfinished");
      Files.deleteIfExists(unfinished);
      // On disk before the server knows it: without it nobody gets in after a power cut.
      PrivateFile.write(unfinished, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return Files.readString(file).strip();
  }
}
