package org.ozmonitor.core.evm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.evm.FilterVector.Difference;
import org.ozmonitor.core.evm.FilterVector.Kind;
import org.ozmonitor.core.filter.ChainEngine.MonitorIndex;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.fixture.MonitorJson;
import org.ozmonitor.fixture.SharedData;
import org.ozmonitor.fixture.Tally;

/// What OpenZeppelin Monitor answers for monitors on real and made-up blocks, every vector that is
/// there. Matches are compared in order and content, the variables of upstream by name and value
/// (ours has more names), complete matches byte for byte.
class EvmFilterConformanceTest {
  private static final Pattern UPSTREAM_NAME =
      Pattern.compile(
          "monitor\\.name|transaction\\.(hash|from|to|value)"
              + "|(functions|events)\\.\\d+\\.(signature|args\\..*)",
          Pattern.DOTALL);
  private static final String STATUS = "1: the receipt says what became of a transaction";
  private static final String NO_TOPICS = "6: a log without topics is no event";

  @Test
  void monitorsMatchWhatOpenZeppelinMonitorMatches() {
    Tally tally = new Tally("evm-filter");
    for (FilterVector vector : FilterVector.all()) {
      try {
        judge(vector, matches(vector), tally);
      } catch (RuntimeException e) {
        tally.fail(vector.name(), "ended by " + e);
      }
    }
    tally.close();
  }

  private static void judge(FilterVector vector, List<MonitorMatch> matches, Tally tally) {
    if (vector.endsUpstream()) {
      assertThat(matches).allSatisfy(EvmFilterConformanceTest::assertEventsHaveTopics);
      tally.except(NO_TOPICS, vector.name());
      return;
    }
    List<Difference> differences = differences(vector, matches, false);
    if (differences.isEmpty()) {
      tally.agree();
    } else if (vector.hasAssumedStatus() && differences(vector, matches, true).isEmpty()) {
      tally.except(STATUS, vector.name());
    } else {
      EvmFilterExceptions.reason(vector, differences)
          .ifPresentOrElse(
              reason -> tally.except(reason, vector.name()),
              () -> tally.fail(vector.name() + " " + vector.mark(), differences.toString()));
    }
  }

  private static void assertEventsHaveTopics(MonitorMatch match) {
    JsonNode evm = evm(match);
    long withTopics =
        evm.get("logs").valueStream().filter(log -> !log.get("topics").isEmpty()).count();
    assertThat(evm.at("/matched_on/events").size()).isLessThanOrEqualTo((int) withTopics);
  }

  private static List<MonitorMatch> matches(FilterVector vector) {
    Problems problems = new Problems();
    MonitorIndex index =
        new EvmEngine()
            .compile(
                NetworkFacts.named("ethereum_mainnet"),
                List.of(MonitorJson.active(vector.monitor())),
                problems);
    assertThat(problems.errors()).extracting(Problem::toString).isEmpty();
    List<MonitorMatch> matches = new ArrayList<>();
    vector.blocks().forEach(number -> matches.addAll(index.match(vector.payload(number))));
    return matches;
  }

  /// @param realStatus compare with what the vector says of a filter that knows the real status
  private static List<Difference> differences(
      FilterVector vector, List<MonitorMatch> matches, boolean realStatus) {
    List<Difference> differences = new ArrayList<>();
    Map<String, MonitorMatch> byHash = new LinkedHashMap<>();
    matches.forEach(match -> byHash.put(match.transactionId(), match));
    JsonNode expected = vector.expected().orElseThrow();
    compareTransactions(wanted(vector, expected, realStatus), byHash, differences);
    for (JsonNode wanted : expected) {
      Optional.ofNullable(byHash.get(wanted.get("tx").textValue()))
          .ifPresent(match -> compareMatch(wanted, match, realStatus, differences));
    }
    vector
        .full()
        .ifPresent(
            full -> {
              String hash = full.at("/EVM/transaction/hash").textValue();
              Optional.ofNullable(byHash.get(hash))
                  .ifPresent(
                      match -> compare("full " + hash, full, match.matchJson(), differences));
            });
    return differences;
  }

  private static List<String> wanted(FilterVector vector, JsonNode expected, boolean realStatus) {
    List<String> upstream =
        expected.valueStream().map(match -> match.get("tx").textValue()).toList();
    return realStatus ? vector.realTransactions().orElse(upstream) : upstream;
  }

  private static void compareTransactions(
      List<String> wanted, Map<String, MonitorMatch> actual, List<Difference> differences) {
    actual.keySet().stream()
        .filter(hash -> !wanted.contains(hash))
        .forEach(hash -> differences.add(new Difference(Kind.EXTRA, "extra " + hash)));
    wanted.stream()
        .filter(hash -> !actual.containsKey(hash))
        .forEach(hash -> differences.add(new Difference(Kind.MISSING, "missing " + hash)));
    compare(
        "order",
        wanted.stream().filter(actual::containsKey).toList(),
        actual.keySet().stream().filter(wanted::contains).toList(),
        differences);
  }

  private static void compareMatch(
      JsonNode expected, MonitorMatch match, boolean realStatus, List<Difference> differences) {
    String hash = match.transactionId();
    JsonNode actual = evm(match);
    if (saysMore(expected.get("matched_on_args"), actual.get("matched_on_args"))) {
      differences.add(new Difference(Kind.MORE, "more in " + hash));
      return;
    }
    JsonNode wantedOn = expected.get("matched_on");
    JsonNode actualOn = actual.get("matched_on");
    boolean isStatusWrong = realStatus && FilterVector.isStatusAssumed(expected);
    compare(
        hash + " matched_on",
        isStatusWrong ? withoutStatus(wantedOn) : wantedOn,
        isStatusWrong ? withoutStatus(actualOn) : actualOn,
        differences);
    compare(
        hash + " matched_on_args",
        expected.get("matched_on_args"),
        actual.get("matched_on_args"),
        differences);
    compare(
        hash + " logs", expected.get("logs").intValue(), actual.get("logs").size(), differences);
    compare(
        hash + " receipt",
        expected.get("receipt_present").booleanValue(),
        !actual.get("receipt").isNull(),
        differences);
    compare(
        hash + " variables",
        variables(expected.get("variables")),
        upstreamNames(match),
        differences);
    compare(
        hash + " canonical", SharedData.parse(match.matchJson()), match.matchJson(), differences);
  }

  private static boolean saysMore(JsonNode expected, JsonNode actual) {
    int more = 0;
    for (String kind : List.of("functions", "events")) {
      Iterator<JsonNode> found = actual.path(kind).iterator();
      for (JsonNode wanted : expected.path(kind)) {
        boolean isThere = false;
        while (!isThere && found.hasNext()) {
          isThere = found.next().equals(wanted);
        }
        if (!isThere) {
          return false;
        }
      }
      more += actual.path(kind).size() - expected.path(kind).size();
    }
    return more > 0;
  }

  private static JsonNode withoutStatus(JsonNode matchedOn) {
    JsonNode copy = matchedOn.deepCopy();
    copy.get("transactions").forEach(condition -> ((ObjectNode) condition).remove("status"));
    return copy;
  }

  private static Map<String, String> variables(JsonNode expected) {
    Map<String, String> variables = new TreeMap<>();
    expected
        .properties()
        .forEach(field -> variables.put(field.getKey(), field.getValue().textValue()));
    return variables;
  }

  private static Map<String, String> upstreamNames(MonitorMatch match) {
    Map<String, String> variables = new TreeMap<>(match.variables());
    variables.keySet().removeIf(name -> !UPSTREAM_NAME.matcher(name).matches());
    return variables;
  }

  private static JsonNode evm(MonitorMatch match) {
    return SharedData.parse(match.matchJson()).get("EVM");
  }

  private static void compare(
      String what, Object expected, Object actual, List<Difference> differences) {
    if (!expected.toString().equals(actual.toString())) {
      differences.add(
          new Difference(
              Kind.CONTENT,
              what + "\n    expected " + expected + "\n    actual   " + actual + "\n"));
    }
  }
}
