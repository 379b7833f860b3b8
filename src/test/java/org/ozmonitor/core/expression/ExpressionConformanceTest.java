package org.ozmonitor.core.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.ozmonitor.fixture.SharedData;

/// Evaluates every recorded expression and compares with what OpenZeppelin Monitor answered.
class ExpressionConformanceTest {

  @Test
  void answersEveryRecordedExpressionAsUpstreamDoes() throws IOException {
    List<String> failing = new ArrayList<>();
    int vectors = 0;
    for (Path file : vectorFiles()) {
      vectors += check(file, failing);
    }
    assertThat(vectors).isPositive();
    assertThat(failing).isEmpty();
  }

  /// Other chains have other comparison rules, and are not built.
  private static List<Path> vectorFiles() throws IOException {
    try (var files = Files.list(SharedData.conformance("expressions"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("evm.*\\.jsonl"))
          .sorted()
          .toList();
    }
  }

  private static int check(Path file, List<String> failing) {
    var exceptions = new TreeMap<String, List<String>>();
    int agreeing = 0;
    int failingBefore = failing.size();
    for (JsonNode line : SharedData.jsonLines(file)) {
      var vector = ExpressionVector.of(line);
      String ours = vector.ourAnswer();
      if (ours.equals(vector.answer())) {
        agreeing++;
        continue;
      }
      ExpressionExceptions.reasonFor(vector)
          .ifPresentOrElse(
              reason -> exceptions.computeIfAbsent(reason, _ -> new ArrayList<>()).add(vector.id()),
              () -> failing.add(vector.id() + " answers " + ours + ": " + line));
    }
    int excepted = exceptions.values().stream().mapToInt(List::size).sum();
    int failed = failing.size() - failingBefore;
    System.out.printf(
        "%s: agree %d, differ by the exception table %d, fail %d%n",
        file.getFileName(), agreeing, excepted, failed);
    exceptions.forEach((reason, ids) -> System.out.println("  " + reason + ": " + ids));
    return agreeing + excepted + failed;
  }

  /// Only where values are of their kinds, and not `!=`, which a mistake fulfils.
  @Test
  void warnsOfNoConditionThatHolds() throws IOException {
    List<String> wrong = new ArrayList<>();
    int holding = 0;
    for (Path file : vectorFiles()) {
      for (JsonNode line : SharedData.jsonLines(file)) {
        var vector = ExpressionVector.of(line);
        if (line.get("group").asText().matches("random|transaction.*")
            && vector.ourAnswer().equals("true")) {
          holding++;
          warningOf(vector)
              .ifPresent(problem -> wrong.add(vector.id() + " " + problem + ": " + line));
        }
      }
    }
    assertThat(holding).isPositive();
    assertThat(wrong).isEmpty();
  }

  private static Optional<ExpressionProblem> warningOf(ExpressionVector vector) {
    var parsed = ExpressionParser.read(vector.expression());
    boolean isOneCondition =
        parsed.tree() instanceof Expression.Compare(var _, var operator, var _)
            && operator != Operator.NOT_EQUAL;
    List<Declaration> declared =
        vector.parameters().stream().map(p -> Declaration.of(p.name(), p.kind())).toList();
    return isOneCondition
        ? ExpressionCheck.check(parsed, "it", declared).stream().findFirst()
        : Optional.empty();
  }
}
