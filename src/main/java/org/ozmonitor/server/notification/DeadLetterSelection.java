package org.ozmonitor.server.notification;

import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/// Which dead letters are meant: those that fit all that is given. Immutable.
///
/// @param tenant slug
/// @param trigger key
/// @param from given up at or after this
/// @param to given up before this
public record DeadLetterSelection(
    Optional<String> tenant,
    Optional<String> trigger,
    Optional<UUID> id,
    Optional<OffsetDateTime> from,
    Optional<OffsetDateTime> to) {
  public static final DeadLetterSelection ALL =
      new DeadLetterSelection(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /// Whether it leaves nothing out.
  public boolean isAll() {
    return equals(ALL);
  }
}
