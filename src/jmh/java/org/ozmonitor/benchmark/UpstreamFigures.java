package org.ozmonitor.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.ozmonitor.fixture.SharedData;

/// The stored times of OpenZeppelin Monitor on the same blocks and sets: of another run, on another
/// day. Immutable.
final class UpstreamFigures {
  private final List<JsonNode> lines =
      SharedData.jsonLines(SharedData.conformance("bench/upstream-raw.jsonl"));

  /// The median in milliseconds; there must be one.
  ///
  /// @param build `A` optimised, `B` as shipped
  double milliseconds(char build, int monitors, long block) {
    List<Double> times = new ArrayList<>();
    for (JsonNode line : lines) {
      if (line.get("build").textValue().charAt(0) == build
          && line.get("monitors").intValue() == monitors
          && line.get("block").longValue() == block) {
        line.get("ms").forEach(time -> times.add(time.doubleValue()));
      }
    }
    return times.stream().sorted().toList().get(times.size() / 2);
  }
}
