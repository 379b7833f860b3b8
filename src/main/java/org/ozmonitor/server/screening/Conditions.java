package org.ozmonitor.server.screening;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.ozmonitor.core.definition.Monitor.ScriptCondition;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.server.codec.Document;
import org.ozmonitor.server.codec.MonitorCodec;
import org.ozmonitor.server.work.ClaimedScreening;

/// Reads the conditions of each revision of a monitor once. Bounded; confined to one context.
final class Conditions {
  private static final int MAX = 1024;

  private final Map<Key, List<ScriptCondition>> known =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, List<ScriptCondition>> eldest) {
          return size() > MAX;
        }
      };

  private record Key(UUID monitor, int revision) {}

  /// In the order in which they are asked.
  ///
  /// @throws IllegalStateException when what is stored cannot be read
  List<ScriptCondition> of(ClaimedScreening.Match match) {
    return known.computeIfAbsent(
        new Key(match.monitor(), match.revision()), _ -> read(match.conditions()));
  }

  private static List<ScriptCondition> read(String json) {
    var problems = new Problems();
    List<ScriptCondition> conditions =
        MonitorCodec.triggerConditions(Document.stored(json, "trigger_conditions", problems));
    if (problems.hasErrors()) {
      throw new IllegalStateException("stored conditions are invalid: " + problems.all());
    }
    return conditions;
  }
}
