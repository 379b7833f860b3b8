package org.ozmonitor.server.notification;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.codec.Document;
import org.ozmonitor.server.codec.TriggerCodec;
import org.ozmonitor.server.secret.DocumentSeal;

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

  private final DocumentSeal seal;

  TriggerCache(DocumentSeal seal) {
    this.seal = seal;
  }

  private record Key(UUID trigger, int revision) {}

  /// Empty when the document cannot be read.
  ///
  /// @throws IllegalStateException when its secrets cannot be opened with the keys of this node
  Optional<Trigger> get(TenantId tenant, UUID trigger, ClaimedDelivery.TriggerRevision stored) {
    return triggers.computeIfAbsent(
        new Key(trigger, stored.revision()),
        _ -> {
          var owner = new DocumentSeal.Owner(Optional.of(tenant), "trigger", trigger);
          return read(stored.key(), seal.open(owner, stored.document()));
        });
  }

  private static Optional<Trigger> read(String key, String document) {
    try {
      return TriggerCodec.read(key, Document.stored(document, key, new Problems()));
    } catch (IllegalStateException notJson) {
      return Optional.empty();
    }
  }
}
