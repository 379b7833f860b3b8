package org.ozmonitor.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.ozmonitor.fixture.SharedData;

/// What JMH measured, by benchmark and parameter, as it stands in its file of results. Immutable.
final class Figures {
  private final List<Figure> figures;

  private Figures(List<Figure> figures) {
    this.figures = figures;
  }

  /// @param results a file that JMH wrote as JSON
  static Figures read(Path results) {
    return new Figures(
        StreamSupport.stream(SharedData.json(results).spliterator(), false)
            .map(Figure::new)
            .toList());
  }

  /// One method of a benchmark with one choice of parameters. Times in microseconds of an
  /// operation.
  record Figure(JsonNode result) {
    private String benchmark() {
      return result.get("benchmark").asText();
    }

    private String method() {
      return benchmark().substring(benchmark().lastIndexOf('.') + 1);
    }

    private JsonNode times() {
      return result.get("primaryMetric");
    }

    String parameter(String name) {
      return result.path("params").path(name).asText();
    }

    /// In the fastest iteration: what the code costs where nobody else uses the machine. On a
    /// shared machine the mean says how busy the others were.
    double fastest() {
      return StreamSupport.stream(times().get("rawData").spliterator(), false)
          .flatMapToDouble(Figure::doubles)
          .min()
          .orElseThrow();
    }

    private static DoubleStream doubles(JsonNode array) {
      return StreamSupport.stream(array.spliterator(), false).mapToDouble(JsonNode::asDouble);
    }

    /// Mean of all iterations.
    double mean() {
      return times().get("score").asDouble();
    }

    /// @param percent as JMH spells it, for example `99.0`
    double percentile(String percent) {
      return times().get("scorePercentiles").get(percent).asDouble();
    }

    /// How many operations were timed one by one.
    long count() {
      long count = 0;
      for (JsonNode fork : times().get("rawDataHistogram")) {
        for (JsonNode iteration : fork) {
          for (JsonNode bucket : iteration) {
            count += bucket.get(1).asLong();
          }
        }
      }
      return count;
    }

    /// Bytes that an operation allocated.
    double allocated() {
      return result.get("secondaryMetrics").get("gc.alloc.rate.norm").get("score").asDouble();
    }
  }

  /// The values of a parameter that were measured, in the order of the run.
  SequencedSet<String> values(String benchmark, String parameter) {
    SequencedSet<String> values = new LinkedHashSet<>();
    of(benchmark).forEach(it -> values.add(it.parameter(parameter)));
    return values;
  }

  /// The names of the methods of a benchmark class that were measured.
  SequencedSet<String> methods(String benchmark) {
    SequencedSet<String> names = new LinkedHashSet<>();
    of(benchmark).forEach(it -> names.add(it.method()));
    return names;
  }

  /// One result, where it was measured.
  Optional<Figure> find(String benchmark, String method, Map<String, String> parameters) {
    return of(benchmark)
        .filter(it -> it.method().equals(method))
        .filter(
            it ->
                parameters.entrySet().stream()
                    .allMatch(p -> p.getValue().equals(it.parameter(p.getKey()))))
        .findFirst();
  }

  private Stream<Figure> of(String benchmark) {
    return figures.stream().filter(it -> it.benchmark().contains("." + benchmark + "."));
  }
}
