package org.ozmonitor.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// What `scripts/benchmark match` runs: the benchmarks of matching on one thread, then a report.
/// Ends with 1 when a benchmark fails, as each does that does not find the matches it must.
///
/// Arguments: `--quick` (short, fewer sizes), `--sizes N,…`, `--mixes MIX,…`, `--only REGEX` (of
/// benchmark names), `--folder DIR`, `--profile NAME` (of JMH).
public final class MatchBenchmarks {
  /// A class of benchmarks.
  ///
  /// @param parameters what can be chosen of it
  /// @param quickSizes numbers of monitors that the quick form measures, where it leaves some out
  private record Part(String name, Set<String> parameters, List<String> quickSizes) {}

  private static final List<Part> PARTS =
      List.of(
          new Part("EvmMatchBenchmark", Set.of("sizes", "mixes"), List.of("10", "1000", "100000")),
          new Part("EvmSetBenchmark", Set.of(), List.of()),
          new Part("EvmNoMatchBenchmark", Set.of("mixes"), List.of()),
          new Part("EvmChangeBenchmark", Set.of("mixes"), List.of("100000")),
          new Part("LaneChangeBenchmark", Set.of("mixes"), List.of("100000")));

  private boolean quick;
  private boolean again;
  private Pattern only = Pattern.compile("");
  private String profiler = "";
  private Path folder = Path.of("target", "benchmarks");
  private List<String> sizes = List.of();
  private List<String> mixes = List.of();

  private MatchBenchmarks() {}

  public static void main(String[] arguments) throws RunnerException, IOException {
    var benchmarks = new MatchBenchmarks();
    benchmarks.read(List.of(arguments));
    benchmarks.run();
  }

  private void read(List<String> arguments) {
    var rest = new ArrayList<>(arguments);
    while (!rest.isEmpty()) {
      String argument = rest.removeFirst();
      switch (argument) {
        case "--quick" -> quick = true;
        case "--report" -> again = true;
        case "--sizes" -> sizes = list(rest.removeFirst());
        case "--mixes" -> mixes = list(rest.removeFirst());
        case "--only" -> only = Pattern.compile(rest.removeFirst());
        case "--folder" -> folder = Path.of(rest.removeFirst());
        case "--profile" -> profiler = rest.removeFirst();
        default -> throw new IllegalArgumentException("unknown argument " + argument);
      }
    }
  }

  private static List<String> list(String text) {
    return List.of(text.split(","));
  }

  private void run() throws RunnerException, IOException {
    Files.createDirectories(folder);
    Path json = folder.resolve("match.json");
    if (!again) {
      measure(json);
    }
    String report = new MatchReport(Figures.read(json), quick).text();
    Files.writeString(folder.resolve("match.md"), report);
    System.out.println(report);
  }

  private void measure(Path json) throws RunnerException {
    List<RunResult> results = new ArrayList<>();
    for (Part part : PARTS.stream().filter(it -> only.matcher(it.name()).find()).toList()) {
      results.addAll(new Runner(options(part).build()).run());
    }
    ResultFormatFactory.getInstance(ResultFormatType.JSON, json.toString()).writeOut(results);
  }

  private static String passedOn(String property) {
    return "-D" + property + "=" + System.getProperty(property, "absent");
  }

  private ChainedOptionsBuilder options(Part part) {
    var options = new OptionsBuilder();
    options.include("\\." + part.name() + "\\.");
    options.shouldFailOnError(true).threads(1).forks(1).addProfiler(GCProfiler.class);
    options.jvmArgs(
        "-Xms3g",
        "-Xmx8g",
        "-XX:+UseG1GC",
        "-XX:ParallelGCThreads=1",
        "-XX:ConcGCThreads=1",
        "--sun-misc-unsafe-memory-access=allow",
        passedOn("ozm.conformance"),
        passedOn("ozm.chain-data"));
    options.warmupIterations(quick ? 1 : 4).warmupTime(TimeValue.seconds(1));
    options.measurementIterations(quick ? 2 : 10).measurementTime(TimeValue.seconds(1));
    if (!profiler.isEmpty()) {
      options.addProfiler(profiler);
    }
    if (part.parameters().contains("sizes") && !sizes.isEmpty()) {
      options.param("monitors", sizes.toArray(String[]::new));
    } else if (quick && !part.quickSizes().isEmpty()) {
      options.param("monitors", part.quickSizes().toArray(String[]::new));
    }
    if (part.parameters().contains("mixes") && !mixes.isEmpty()) {
      options.param("mix", mixes.toArray(String[]::new));
    }
    return options;
  }
}
