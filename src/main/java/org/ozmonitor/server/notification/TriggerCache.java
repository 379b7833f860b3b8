package org.ozmonitor.server.notification;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.ozmonitor.core.definition.Trigger;

/// Parses each revision of a trigger once. Bounded; confined to one context.
final class TriggerCache {
  private static final int MAX = 4096;

  private final TriggerReader reader;
  private final Map<Key, Optional<Trigger>> triggers =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Optional<Trigger>> eldest) {
          return size() > MAX;
        }
      };

  private record Key(UUID trigger, int revision) {}

  TriggerCache(TriggerReader reader) {
    this.reader = reader;
  }

  /// Empty when the document cannot be read.
  Optional<Trigger> get(UUID trigger, ClaimedDelivery.TriggerRevision stored) {
    return triggers.computeIfAbsent(
        new Key(trigger, stored.revision()), _ -> reader.read(stored.key(), stored.document()));
  }
}
