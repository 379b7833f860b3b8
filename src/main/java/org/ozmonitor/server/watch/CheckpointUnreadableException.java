package org.ozmonitor.server.watch;

import java.nio.file.Path;

/// A file that should say how far OpenZeppelin Monitor came does not. The network is not watched
/// until somebody corrects or removes it.
final class CheckpointUnreadableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CheckpointUnreadableException(Path file) {
    super(
        file.toAbsolutePath()
            + " does not hold a block number, so it is not known where to go on; write the last"
            + " block that was processed into it, or remove it to start at the confirmed head");
  }
}
