package org.ozmonitor.server.work;

import java.util.UUID;

/// The lane has moved, or has another epoch, since it was read: whoever walks it must stop and read
/// it again.
final class LaneLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LaneLostException(UUID lane, long from, long epoch) {
    super("lane " + lane + " is no longer at " + from + " under epoch " + epoch);
  }
}
