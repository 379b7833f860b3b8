package org.ozmonitor.core.evm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.MonitorJson;
import org.ozmonitor.fixture.SharedData;

/// The check against what really matched: it must not warn of a condition that held.
class EvmMonitorCheckConformanceTest {
  private static final Pattern PLACE =
      Pattern.compile("(functions|events|transactions)\\[(\\d+)]\\.expression");

  @Test
  void warnsOfNoConditionThatMatchedARecordedTransaction() throws IOException {
    List<String> wrong = new ArrayList<>();
    int held = 0;
    for (Path file : files("evm-filter/monitors")) {
      Set<String> expressions = heldIn(file.getFileName().toString());
      Monitor monitor = MonitorJson.active(SharedData.json(file)).definition();
      Problems problems = new Problems();
      new EvmEngine().check("m", monitor, problems);
      for (Problem problem : problems.all()) {
        expressionAt(problem, monitor)
            .filter(expressions::contains)
            .ifPresent(text -> wrong.add(file.getFileName() + " " + text + ": " + problem));
      }
      held += expressions.size();
    }
    assertThat(held).as("conditions that matched").isPositive();
    assertThat(wrong).isEmpty();
  }

  private static List<Path> files(String folder) throws IOException {
    try (var files = Files.list(SharedData.conformance(folder))) {
      return files.sorted().toList();
    }
  }

  /// The expressions of conditions that matched; not those with OR, of which a part may never hold,
  /// nor those with `!=`, which a mistake fulfils.
  private static Set<String> heldIn(String file) {
    Set<String> held = new HashSet<>();
    Path expected = SharedData.conformance("evm-filter").resolve("expected").resolve(file);
    if (!Files.exists(expected)) {
      return held;
    }
    for (JsonNode match : SharedData.json(expected)) {
      for (JsonNode kind : match.get("matched_on")) {
        for (JsonNode condition : kind) {
          String text = condition.get("expression").asText();
          if (!text.toLowerCase(Locale.ROOT).contains("or") && !text.contains("!=")) {
            held.add(text);
          }
        }
      }
    }
    return held;
  }

  private static Optional<String> expressionAt(Problem problem, Monitor monitor) {
    var place = PLACE.matcher(problem.place());
    if (!place.find()) {
      return Optional.empty();
    }
    int index = Integer.parseInt(place.group(2));
    return switch (place.group(1)) {
      case "functions" -> monitor.functions().get(index).expression();
      case "events" -> monitor.events().get(index).expression();
      default -> monitor.transactions().get(index).expression();
    };
  }
}
