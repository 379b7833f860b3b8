package org.ozmonitor.server.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ozmonitor.core.problem.Problem;

/// Every rule of upstream's validation refuses, by its name, with the file and the path in it.
final class CheckRulesTest {
  private static final Path RULES = Path.of("src/test/resources/check-rules/rules.txt");

  @TempDir Path directory;

  /// One line of the table.
  record Broken(
      String section, String file, String pointer, String change, String path, String rule) {
    static Broken parse(String line) {
      String[] parts = line.split("\\|", -1);
      return new Broken(
          parts[0].strip(),
          parts[1].strip(),
          parts[2].strip(),
          parts[3].strip(),
          parts[4].strip(),
          parts[5].strip());
    }

    /// As problems name it.
    String place() {
      String source = file.endsWith("/") ? file.substring(0, file.length() - 1) : file;
      return path.isEmpty() ? source : source + ": " + path;
    }
  }

  static Stream<Broken> rules() throws IOException {
    return Files.readAllLines(RULES).stream()
        .filter(line -> !line.startsWith("#"))
        .map(Broken::parse);
  }

  @Test
  void acceptsTheSoundTree() {
    assertThat(errors(new RuleTree(directory).check())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void refusesWhatBreaksARule(Broken broken) {
    RuleTree tree = new RuleTree(directory).with(broken.file(), broken.pointer(), broken.change());

    assertThat(errors(tree.check()))
        .extracting(Problem::place, Problem::rule)
        .contains(tuple(broken.place(), broken.rule()));
    assertThat(tree.read(TreeLimits.DEFAULT).refused()).contains(broken.file());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          networks/eth.json   | /rpc_urls/0/url/value | "http://u:secret@node" | network.rpc_urls.url.insecure_http
          networks/eth.json   | /rpc_urls/0/url/value | "ws://u:secret@node" | network.rpc_urls.url.insecure_websocket
          networks/eth.json   | /max_past_blocks | 1 | network.max_past_blocks.below_recommended
          networks/eth.json   | /max_past_blocks | "unlimited" | network.max_past_blocks.unlimited_storing
          networks/eth.json   | /recovery_config/cron_schedule | "often" | network.recovery_config.cron_schedule.syntax
          triggers/hooks.json | /webhook/config/url/value | "http://secret" | trigger.config.url.insecure_http
          triggers/hooks.json | /webhook/config/headers | {"x-api-key": "k"} | trigger.config.headers.no_authentication
          triggers/hooks.json | /email/config/port | 25 | trigger.config.port.insecure
          monitors/m.json     | /addresses/0/contract_spec | {"version": "1", "name": "p", "instructions": []} | monitor.contract_spec.chain
          monitors/m.json     | /addresses | [] | monitor.addresses.empty
          monitors/any.json   | /networks | ["eth", "solana"] | monitor.any_address.chain
          """)
  void warnsAndGoesOn(String file, String pointer, String change, String rule) {
    List<Problem> problems = new RuleTree(directory).with(file, pointer, change).check();

    assertThat(errors(problems)).isEmpty();
    assertThat(problems).extracting(Problem::rule).contains(rule);
    assertThat(problems.toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          networks/eth.json   | /block_time | 1 | block_time_ms
          monitors/m.json     | /match_conditions/event | [] | events
          monitors/m.json     | /networks | ["eht"] | eth
          monitors/m.json     | /triggers | ["webhok"] | webhook
          triggers/hooks.json | /webhook/config/heders | {} | headers
          triggers/hooks.json | /webhook/trigger_type | "webhooks" | webhook
          """)
  void suggestsWhatWasMeant(String file, String pointer, String change, String meant) {
    List<Problem> problems = new RuleTree(directory).with(file, pointer, change).check();

    assertThat(errors(problems).toString()).contains("did you mean \"" + meant + "\"?");
  }

  @Test
  void validatesNothingWhereTypeAndShapeDiffer() {
    RuleTree tree =
        new RuleTree(directory)
            .with("triggers/hooks.json", "/webhook/trigger_type", "\"slack\"")
            .with("triggers/hooks.json", "/webhook/config/url/value", "\"ftp://x\"")
            .with("triggers/hooks.json", "/webhook/config/method", "\"PATCH\"");

    List<Problem> problems = tree.check();

    assertThat(errors(problems)).isEmpty();
    assertThat(problems)
        .extracting(Problem::rule)
        .contains(
            "trigger.config.shape", "trigger.config.url.scheme", "trigger.config.method.unknown");
  }

  @Test
  void parsesAlsoWhereTypeAndShapeDiffer() {
    RuleTree tree =
        new RuleTree(directory)
            .with("triggers/hooks.json", "/webhook/trigger_type", "\"slack\"")
            .with("triggers/hooks.json", "/webhook/config/payload_mode", "\"RAW\"");

    assertThat(errors(tree.check()))
        .extracting(Problem::rule)
        .contains("trigger.config.payload_mode.unknown");
  }

  @Test
  void boundsTheMonitorsOfAnyAddress() {
    RuleTree tree =
        new RuleTree(directory)
            .with("monitors/zzz.json", "", "copy monitors/any.json /name \"One more\"");

    ConfigurationTree read = tree.read(new TreeLimits(1));

    assertThat(read.errors())
        .extracting(Problem::place, Problem::rule)
        .containsExactly(tuple("monitors/zzz.json: any_address", "monitor.any_address.limit"));
    assertThat(read.monitors()).extracting(TreeEntry::name).containsExactly("any", "m");
    assertThat(tree.read(TreeLimits.DEFAULT).errors()).isEmpty();
  }

  private static List<Problem> errors(List<Problem> problems) {
    return problems.stream().filter(p -> p.severity() == Problem.Severity.ERROR).toList();
  }
}
