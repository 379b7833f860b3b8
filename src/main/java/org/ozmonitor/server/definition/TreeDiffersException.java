package org.ozmonitor.server.definition;

import java.nio.file.Path;

/// Thrown when another node imported another tree.
public final class TreeDiffersException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TreeDiffersException(Path directory, String own, String imported) {
    super(
        ("the configuration tree %s (fingerprint %s) is not the one that another node imported"
                + " (fingerprint %s): give all nodes the same tree")
            .formatted(directory, own, imported));
  }
}
