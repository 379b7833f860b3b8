package org.ozmonitor.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.ozmonitor.benchmark.Figures.Figure;
import org.ozmonitor.fixture.EvmPayloads;
import org.ozmonitor.fixture.MonitorMix;
import org.ozmonitor.fixture.SharedData;

/// The figures of a run as a text with tables, each target beside what was measured.
final class MatchReport {
  private static final String MATCH = "EvmMatchBenchmark";
  private static final String NO_MATCH = "EvmNoMatchBenchmark";
  private static final String SETS = "EvmSetBenchmark";
  private static final String CHANGE = "EvmChangeBenchmark";
  private static final String LANE_CHANGE = "LaneChangeBenchmark";
  private static final Map<String, String> FORMS =
      Map.of(
          "values", "the node's bytes",
          "bytes", "the node's bytes, written as JSON",
          "decoded", "decoded blocks");

  private final Figures figures;
  private final boolean quick;
  private final UpstreamFigures upstream = new UpstreamFigures();
  private final StringBuilder text = new StringBuilder();
  private final List<String> targets = new ArrayList<>();
  private final int logs;

  MatchReport(Figures figures, boolean quick) {
    this.figures = figures;
    this.quick = quick;
    this.logs = EvmPayloads.MAINNET.stream().mapToInt(MatchReport::logs).sum();
  }

  private static int logs(long block) {
    int logs = 0;
    var receipts = SharedData.chainData("evm/mainnet/receipts-" + block + ".json");
    for (var receipt : SharedData.json(receipts)) {
      logs += receipt.get("logs").size();
    }
    return logs;
  }

  String text() {
    line("# Matching: %s run on %s", quick ? "quick" : "full", Machine.describe());
    line("");
    line(
        "Blocks %s of Ethereum, %d logs together, %d monitors match one transaction each (not in"
            + " the sets of OpenZeppelin Monitor, which match more); one thread, by the clock."
            + " Times are those of the fastest iteration, with the mean of all beside it: on a"
            + " shared machine the same code differs by a factor of two within seconds. Matches are"
            + " values with decoded arguments unless it says that they are written as JSON.%s",
        EvmPayloads.MAINNET, logs, MonitorMix.MATCHING, quick ? " Too short to judge by." : "");
    times("Microseconds per log", "%.3f", perOperation -> perOperation / logs);
    times("Logs per second", "%,.0f", perOperation -> logs / perOperation * 1e6);
    judgeTimes();
    allocation();
    sets();
    changes();
    line("");
    line("## Targets");
    line("");
    line("| Target | Measured | Met |");
    line("|---|---|---|");
    targets.forEach(this::line);
    return text.toString();
  }

  /// The matches are the same in each line: the same monitors match, the others never do.
  private void times(String title, String format, DoubleUnaryOperator figure) {
    if (figures.methods(MATCH).isEmpty()) {
      return;
    }
    line("");
    line("## %s, by number of monitors, the same matches in each row", title);
    line("");
    var sizes = List.copyOf(figures.values(MATCH, "monitors"));
    line("| From | Mix | Iteration | %s |", String.join(" | ", sizes));
    line("|---|---|---|%s", "---|".repeat(sizes.size()));
    for (String form : figures.methods(MATCH)) {
      for (String mix : figures.values(MATCH, "mix")) {
        for (boolean fastest : List.of(true, false)) {
          var cells =
              sizes.stream()
                  .map(size -> time(form, mix, size, fastest).map(figure::applyAsDouble))
                  .map(cell -> cell.map(it -> format(format, it)).orElse("–"))
                  .toList();
          String which = fastest ? "fastest" : "mean";
          String row = String.join(" | ", cells);
          line("| %s | %s | %s | %s |", FORMS.get(form), name(mix), which, row);
        }
      }
    }
  }

  private Optional<Double> time(String form, String mix, String size) {
    return time(form, mix, size, true);
  }

  private Optional<Double> time(String form, String mix, String size, boolean fastest) {
    return figures
        .find(MATCH, form, Map.of("mix", mix, "monitors", size))
        .map(fastest ? Figure::fastest : Figure::mean);
  }

  private void judgeTimes() {
    for (String form : figures.methods(MATCH)) {
      if (form.equals("bytes")) {
        continue; // how large a match is, not how many monitors there are, decides on its writing
      }
      double least = form.equals("values") ? 300_000 : 1_000_000;
      for (String mix : figures.values(MATCH, "mix")) {
        String what = name(mix) + ", from " + FORMS.get(form);
        time(form, mix, "100000")
            .map(time -> logs / time * 1e6)
            .ifPresent(
                rate ->
                    target(
                        "100 000 monitors, %s: ≥ %,.0f logs/s".formatted(what, least),
                        format("%,.0f logs/s", rate),
                        rate >= least));
        time(form, mix, "1000")
            .flatMap(small -> time(form, mix, "1000000").map(large -> large / small))
            .ifPresent(
                ratio -> {
                  if (form.equals("values")) {
                    target(
                        "1 000 → 1 000 000 monitors, %s: ≤ 1.20 ×".formatted(what),
                        format("%.2f ×", ratio),
                        ratio <= 1.2);
                  } else {
                    targets.add(
                        "| 1 000 → 1 000 000 monitors, %s: beside it | %.2f × | |"
                            .formatted(what, ratio));
                  }
                });
      }
    }
  }

  private void allocation() {
    for (String form : figures.methods(NO_MATCH)) {
      for (String mix : figures.values(NO_MATCH, "mix")) {
        figures
            .find(NO_MATCH, form, Map.of("mix", mix))
            .map(it -> it.allocated() / logs)
            .ifPresent(
                bytes ->
                    target(
                        "allocated per log that matches nothing, 100 000 monitors, %s, from %s: ≤ 64 B"
                            .formatted(name(mix), FORMS.get(form)),
                        format("%.1f B", bytes),
                        bytes <= 64));
      }
    }
  }

  private void sets() {
    if (figures.methods(SETS).isEmpty()) {
      return;
    }
    line("");
    line("## Against OpenZeppelin Monitor 1.6.0, the same sets and blocks");
    line("");
    line("Its times are stored figures of another run (`conformance/bench`), median, without the");
    line("decoding of the block; A = optimised, B = as shipped. Matches are equal by number and");
    line("digest, or this benchmark would have failed.");
    line("");
    line("| Monitors | Block | Ours from | ms | A: ms | A ÷ ours | B: ms | B ÷ ours |");
    line("|---|---|---|---|---|---|---|---|");
    for (String size : figures.values(SETS, "monitors")) {
      for (String block : figures.values(SETS, "block")) {
        figures.methods(SETS).forEach(form -> set(form, size, block));
      }
    }
  }

  private void set(String form, String size, String block) {
    var found = figures.find(SETS, form, Map.of("monitors", size, "block", block));
    if (found.isEmpty()) {
      return;
    }
    double ours = found.get().fastest() / 1000;
    double optimised = upstream.milliseconds('A', Integer.parseInt(size), Long.parseLong(block));
    double shipped = upstream.milliseconds('B', Integer.parseInt(size), Long.parseLong(block));
    line(
        "| %s | %s | %s | %.3f | %,.1f | %,.0f × | %,.1f | %,.0f × |",
        size, block, FORMS.get(form), ours, optimised, optimised / ours, shipped, shipped / ours);
    if (size.equals("10000") && form.equals("decoded")) {
      target(
          "10 000 monitors, block %s, decoded blocks to match values: ≥ 1 000 × A".formatted(block),
          format("%,.0f × (stored figures of another run)", optimised / ours),
          optimised / ours >= 1000);
    }
  }

  private void changes() {
    for (String mix : figures.values(CHANGE, "mix")) {
      for (String size : figures.values(CHANGE, "monitors")) {
        for (String before : figures.values(CHANGE, "changedBefore")) {
          change(
              "after %s others".formatted(before),
              figures.find(
                  CHANGE, "change", Map.of("mix", mix, "monitors", size, "changedBefore", before)));
        }
      }
    }
    for (String mix : figures.values(LANE_CHANGE, "mix")) {
      change(
          "from its revision on, through configuration and lane",
          figures.find(LANE_CHANGE, "change", Map.of("mix", mix)));
    }
  }

  private void change(String how, Optional<Figure> found) {
    if (found.isEmpty()) {
      return;
    }
    Figure figure = found.get();
    double worst99 = figure.percentile("99.0") / 1000;
    target(
        "one change among %s monitors, %s, %s, in the matches of the next block: 99 %% in ≤ 50 ms"
            .formatted(figure.parameter("monitors"), name(figure.parameter("mix")), how),
        format(
            "median %.2f ms, 99 %% %.2f ms, worst of %d %.2f ms",
            figure.percentile("50.0") / 1000,
            worst99,
            figure.count(),
            figure.percentile("100.0") / 1000),
        worst99 <= 50);
  }

  private static String name(String mix) {
    return mix.toLowerCase(Locale.ROOT);
  }

  private void target(String what, String measured, boolean met) {
    targets.add("| %s | %s | %s |".formatted(what, measured, met ? "yes" : "no"));
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private void line(String format, Object... values) {
    text.append(values.length == 0 ? format : format(format, values)).append('\n');
  }
}
