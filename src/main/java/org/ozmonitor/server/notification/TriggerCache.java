package org.ozmonitor.server.notification;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.server.codec.Document;
import org.ozmonitor.server.codec.TriggerCodec;

/// Parses each stored revision of a trigger once. Bounded; confined to one context.
final class TriggerCache {
  private static final int MAX = 4096;

  private final Map<Key, Optional<Trigger>> triggers =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Optional<Trigger>> eldest) {
          return size() > MAX;
        }
      };

  private record Key(UUID trigger, int revision) {}

  /// Empty when the document cannot be read.
  Optional<Trigger> get(UUID trigger, ClaimedDelivery.TriggerRevision stored) {
    return triggers.computeIfAbsent(new Key(trigger, stored.revision()), _ -> read(stored));
  }

  private static Optional<Trigger> read(ClaimedDelivery.TriggerRevision stored) {
    try {
      return TriggerCodec.read(
          stored.key(), Document.stored(stored.document(), stored.key(), new Problems()));
    } catch (IllegalStateException notJson) {
      return Optional.empty();
    }
  }
}
