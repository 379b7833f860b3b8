package org.ozmonitor.system.campaign;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ozmonitor.server.demo.Report;

/// The result of a campaign. Immutable.
///
/// @param tenants the oracle's verdict on each
/// @param takeovers from every node that was killed, terminated or frozen
/// @param problems all else that must not be
/// @param endedByThemselves nodes that nobody stopped; they were started again
/// @param errors messages of level ERROR in the logs of all nodes, and how often
record CampaignReport(
    CampaignSettings settings,
    FaultPlan plan,
    JsonArray timeline,
    List<Report> tenants,
    List<Takeover> takeovers,
    List<String> problems,
    int endedByThemselves,
    Map<String, Long> errors) {
  private static final List<String> FAULTS = List.of("kill", "terminate", "freeze");
  private static final int FEWEST_EXPECTED = 50;

  CampaignReport {
    tenants = List.copyOf(tenants);
    takeovers = List.copyOf(takeovers);
    problems = List.copyOf(problems);
    errors = Map.copyOf(errors);
  }

  /// Whether every promise was kept, and there was enough to keep. Times are not part of it.
  boolean isPassed() {
    return problems.isEmpty()
        && sum(Report::lost) == 0
        && sum(Report::repeatedNewId) == 0
        && sum(Report::wronglyStanding) == 0
        && sum(Report::expected) >= FEWEST_EXPECTED;
  }

  JsonObject toJson() {
    var planned = new JsonArray();
    plan.links().forEach(link -> planned.add("0 first start " + link));
    plan.steps().forEach(step -> planned.add(step.at().toMillis() + " " + step.fault()));
    var times = new JsonObject();
    FAULTS.forEach(fault -> times.put(fault, times(fault)));
    var found = new JsonObject();
    errors.forEach(found::put);
    return new JsonObject()
        .put("seed", settings.seed())
        .put("passed", isPassed())
        .put(
            "parameters",
            new JsonObject()
                .put("seconds", settings.faultsFor().toSeconds())
                .put("nodes", settings.nodes())
                .put("tenants", settings.tenants())
                .put("monitors", settings.monitors())
                .put("networks", CampaignSettings.NETWORKS))
        .put("verdict", verdict())
        .put("takeover_ms", times)
        .put("problems", new JsonArray(problems))
        .put("nodes_ended_by_themselves", endedByThemselves)
        .put("errors_in_logs", found)
        .put(
            "takeovers",
            new JsonArray(takeovers.stream().map(Takeover::toJson).collect(Collectors.toList())))
        .put("history", planned)
        .put("timeline", timeline);
  }

  /// For people.
  String toTable() {
    var table = new StringBuilder();
    table.append(
        "seed %d, %d s of faults, %d nodes, %d tenants with %d monitors, %d faults planned%n"
            .formatted(
                settings.seed(),
                settings.faultsFor().toSeconds(),
                settings.nodes(),
                settings.tenants(),
                settings.monitors(),
                plan.steps().size()));
    verdict()
        .forEach(entry -> table.append("%-24s%s%n".formatted(entry.getKey(), entry.getValue())));
    for (String fault : FAULTS) {
      table.append("takeover after %-9s%s%n".formatted(fault, times(fault).encode()));
    }
    problems.forEach(problem -> table.append("problem: ").append(problem).append('\n'));
    return table.append(isPassed() ? "passed" : "FAILED").append('\n').toString();
  }

  private JsonObject verdict() {
    return new JsonObject()
        .put("expected", sum(Report::expected))
        .put("delivered", sum(Report::delivered))
        .put("lost", sum(Report::lost))
        .put("repeated_same_id", sum(Report::repeatedSameId))
        .put("repeated_new_id", sum(Report::repeatedNewId))
        .put("wrongly_standing", sum(Report::wronglyStanding))
        .put("wrongly_retracted", sum(Report::wronglyRetracted))
        .put("retracted", sum(Report::retracted))
        .put("reorganisations", tenants.stream().mapToLong(Report::reorgs).max().orElse(0));
  }

  private JsonObject times(String fault) {
    List<Takeover> all = takeovers.stream().filter(it -> it.isOf(fault)).toList();
    List<Takeover> measured = all.stream().filter(it -> it.isDone() && !it.isDisturbed()).toList();
    return new JsonObject()
        .put("measured", measured.size())
        .put("disturbed", all.stream().filter(Takeover::isDisturbed).count())
        .put("until_owned", percentiles(measured, Takeover::untilOwned))
        .put("until_done", percentiles(measured, Takeover::untilDone));
  }

  private static JsonObject percentiles(
      List<Takeover> measured, Function<Takeover, Duration> time) {
    List<Long> sorted = measured.stream().map(time).map(Duration::toMillis).sorted().toList();
    return new JsonObject()
        .put("p50", percentile(sorted, 50))
        .put("p99", percentile(sorted, 99))
        .put("max", percentile(sorted, 100));
  }

  /// By nearest rank; 0 of nothing.
  private static long percentile(List<Long> sorted, int percent) {
    return sorted.isEmpty() ? 0 : sorted.get(Math.ceilDiv(sorted.size() * percent, 100) - 1);
  }

  private long sum(ToLongFunction<Report> number) {
    return tenants.stream().mapToLong(number).sum();
  }

  /// Takeovers that should have been and never were.
  static Stream<String> missing(List<Takeover> takeovers) {
    return takeovers.stream()
        .filter(it -> !it.isDone() && !it.isDisturbed())
        .map(it -> "nobody took over: " + it);
  }
}
