package org.ozmonitor.benchmark;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;

/// What JMH measured, by benchmark and parameter. Immutable.
final class Figures {
  private final Collection<RunResult> results;

  Figures(Collection<RunResult> results) {
    this.results = results;
  }

  /// The values of a parameter that were measured, in the order of the run.
  SequencedSet<String> values(String benchmark, String parameter) {
    SequencedSet<String> values = new LinkedHashSet<>();
    of(benchmark).forEach(it -> values.add(it.getParams().getParam(parameter)));
    return values;
  }

  /// The names of the methods of a benchmark class that were measured.
  SequencedSet<String> methods(String benchmark) {
    SequencedSet<String> names = new LinkedHashSet<>();
    of(benchmark).forEach(it -> names.add(it.getPrimaryResult().getLabel()));
    return names;
  }

  /// One result, where it was measured.
  Optional<RunResult> find(String benchmark, String method, Map<String, String> parameters) {
    return of(benchmark)
        .filter(it -> it.getPrimaryResult().getLabel().equals(method))
        .filter(
            it ->
                parameters.entrySet().stream()
                    .allMatch(p -> p.getValue().equals(it.getParams().getParam(p.getKey()))))
        .findFirst();
  }

  /// Microseconds of an operation in the fastest iteration: what the code costs where nobody else
  /// uses the machine. On a shared machine the mean says how busy the others were.
  static double fastest(RunResult result) {
    return result.getPrimaryResult().getStatistics().getMin();
  }

  /// Microseconds of an operation, mean of all iterations.
  static double mean(RunResult result) {
    return result.getPrimaryResult().getScore();
  }

  /// Bytes that an operation allocated.
  static double allocated(RunResult result) {
    return result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
  }

  private Stream<RunResult> of(String benchmark) {
    return results.stream()
        .filter(it -> it.getParams().getBenchmark().contains("." + benchmark + "."));
  }
}
