package org.ozmonitor.server.notification;

import java.util.Optional;
import org.ozmonitor.core.definition.Trigger;

/// Turns a stored trigger document into a trigger. Thread-safe.
@FunctionalInterface
public interface TriggerReader {
  /// Empty when this version cannot read the document.
  ///
  /// @param document JSON as stored in the configuration log
  Optional<Trigger> read(String key, String document);
}
