package org.ozmonitor.server.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ozmonitor.core.chain.Finality;
import org.ozmonitor.core.definition.Alerting;
import org.ozmonitor.core.definition.Confirmations;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Monitor.TransactionCondition.Status;
import org.ozmonitor.core.definition.MuteWindow;
import org.ozmonitor.core.definition.NoiseRules;
import org.ozmonitor.core.definition.Severity;
import org.ozmonitor.core.problem.Problems;

final class MonitorCodecTest {
  private final MonitorCodec codec = new MonitorCodec();
  private final Problems problems = new Problems();

  @TempDir Path scripts;

  @Test
  void readsAMonitor() {
    Monitor monitor = codec.read(Documents.document(Documents.MONITOR, problems)).orElseThrow();

    assertThat(problems.all()).isEmpty();
    assertThat(monitor.networks()).containsExactly("eth");
    assertThat(monitor.addresses().getFirst().contractSpecJson().orElseThrow())
        .startsWith("[{\"anonymous\":false,");
    assertThat(monitor.events().getFirst().expression()).contains("x > 1");
    assertThat(monitor.transactions().getFirst().status()).isEqualTo(Status.ANY);
    assertThat(monitor.chainConfigurationsJson()).isEqualTo("[]");
  }

  @Test
  void readsMonitorsOfEveryAddress() {
    String json = Documents.change(Documents.MONITOR, "addresses", "[]");
    json = Documents.change(json, "any_address", "true");
    json =
        Documents.change(
            json,
            "contract_spec",
            "[{\"type\": \"event\", \"name\": \"E\", \"anonymous\": false, \"inputs\": []}]");

    Monitor monitor = codec.read(Documents.document(json, problems)).orElseThrow();
    String stored = CanonicalJson.write(JsonDocument.parseStored(json));

    assertThat(problems.all()).isEmpty();
    assertThat(monitor.anyAddress()).isTrue();
    assertThat(monitor.contractSpecJson().orElseThrow()).startsWith("[{\"anonymous\":false,");
    assertThat(codec.read(Document.stored(stored, "stored", problems))).contains(monitor);
  }

  @Test
  void readsWhatIsSaidOfAlerts() {
    String json = Documents.change(Documents.MONITOR, "confirmations", "\"finalized\"");
    json = Documents.change(json, "severity", "\"critical\"");
    json = Documents.change(json, "category", "\"Treasury\"");
    json = Documents.change(json, "alert_threshold", "{\"count\": 3, \"window\": \"10m\"}");
    json = Documents.change(json, "minimum_interval", "\"1h\"");
    json =
        Documents.change(
            json,
            "mute_windows",
            """
            [{"from": "22:00", "to": "06:00", "days": ["sat", "sun"], "timezone": "Europe/Berlin"},
             {"from": "12:00", "to": "13:00"},
             {"start": "2026-03-01T00:00:00+01:00", "end": "2026-03-02T00:00:00Z"}]
            """);

    Alerting alerting = codec.read(Documents.document(json, problems)).orElseThrow().alerting();

    assertThat(problems.all()).isEmpty();
    assertThat(alerting)
        .isEqualTo(
            new Alerting(
                Optional.of(new Confirmations.Level(Finality.FINALIZED)),
                Optional.of(Severity.CRITICAL),
                Optional.of("Treasury"),
                new NoiseRules(
                    Optional.of(new NoiseRules.Threshold(3, Duration.ofMinutes(10))),
                    Optional.of(Duration.ofHours(1)),
                    List.of(
                        new MuteWindow.Daily(
                            LocalTime.of(22, 0),
                            LocalTime.of(6, 0),
                            Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY),
                            ZoneId.of("Europe/Berlin")),
                        new MuteWindow.Daily(
                            LocalTime.NOON,
                            LocalTime.of(13, 0),
                            Set.of(DayOfWeek.values()),
                            ZoneOffset.UTC),
                        new MuteWindow.Once(
                            Instant.parse("2026-02-28T23:00:00Z"),
                            Instant.parse("2026-03-02T00:00:00Z"))))));
  }

  @Test
  void sharesEqualContractSpecs() {
    Monitor first = codec.read(Documents.document(Documents.MONITOR, problems)).orElseThrow();
    Monitor second = codec.read(Documents.document(Documents.MONITOR, problems)).orElseThrow();

    assertThat(second.addresses().getFirst().contractSpecJson().orElseThrow())
        .isSameAs(first.addresses().getFirst().contractSpecJson().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          name                          | remove    | monitor.name.missing
          name                          | ""        | monitor.name.empty
          networks                      | remove    | monitor.networks.missing
          networks                      | []        | monitor.networks.empty
          networks                      | "eth"     | monitor.networks.type
          networks                      | [1]       | monitor.networks.type
          paused                        | remove    | monitor.paused.missing
          paused                        | 0         | monitor.paused.type
          addresses                     | remove    | monitor.addresses.missing
          addresses                     | null      | monitor.addresses.type
          addresses                     | [{}]      | monitor.addresses.address.missing
          addresses                     | [{"address": "x", "abi": []}] | monitor.addresses.unknown_key
          match_conditions              | remove    | monitor.match_conditions.missing
          match_conditions/functions    | remove    | monitor.match_conditions.functions.missing
          match_conditions/events       | remove    | monitor.match_conditions.events.missing
          match_conditions/transactions | remove    | monitor.match_conditions.transactions.missing
          match_conditions/logs         | []        | monitor.match_conditions.unknown_key
          match_conditions/events       | [{}]      | monitor.match_conditions.events.signature.missing
          match_conditions/events       | [{"signature": "E()", "expression": 1}] | monitor.match_conditions.events.expression.type
          match_conditions/functions    | [{"signature": "f()", "args": []}] | monitor.match_conditions.functions.unknown_key
          match_conditions/transactions | [{"status": "success"}] | monitor.match_conditions.transactions.status.unknown
          match_conditions/transactions | [{}]      | monitor.match_conditions.transactions.status.missing
          trigger_conditions            | remove    | monitor.trigger_conditions.missing
          triggers                      | remove    | monitor.triggers.missing
          triggers                      | [null]    | monitor.triggers.type
          chain_configurations          | {}        | monitor.chain_configurations.type
          chain_configurations          | [{"midnight": {"viewing_keys": [{"type": "environment", "value": "NONE"}]}}] | secret.environment.missing
          colour                        | 1         | monitor.unknown_key
          """)
  void refusesWhatBreaksARule(String path, String value, String rule) {
    String json = Documents.change(Documents.MONITOR, path, value);

    assertThat(codec.read(Documents.document(json, problems))).isEmpty();
    assertThat(Documents.errors(problems)).containsExactly(rule);
  }

  @Test
  void showsNoViewingKeyToMatches() {
    String json =
        Documents.change(
            Documents.MONITOR,
            "chain_configurations",
            "[{\"midnight\": {\"viewing_keys\": [{\"type\": \"Plain\", \"value\": \"k3y\"}]}}]");

    assertThat(codec.read(Documents.document(json, problems)))
        .hasValueSatisfying(
            monitor ->
                assertThat(monitor.chainConfigurationsJson())
                    .contains("viewing_keys", "***")
                    .doesNotContain("k3y"));
  }

  @Test
  void boundsExpressionsAndContractSpecs() {
    String expression = "\"" + "a".repeat(16 * 1024 + 1) + "\"";
    String spec = "[{\"type\": \"receive\", \"x\": \"" + "a".repeat(512 * 1024) + "\"}]";
    String json =
        Documents.change(
            Documents.MONITOR,
            "match_conditions/events",
            "[{\"signature\": \"E()\", \"expression\": " + expression + "}]");
    json =
        Documents.change(
            json, "addresses", "[{\"address\": \"x\", \"contract_spec\": " + spec + "}]");

    assertThat(codec.read(Documents.document(json, problems))).isEmpty();
    assertThat(Documents.errors(problems))
        .containsExactlyInAnyOrder(
            "monitor.match_conditions.events.expression.size",
            "monitor.addresses.contract_spec.size");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "null",
        "[{\"type\": \"receive\", \"stateMutability\": \"payable\"}]",
        "[{\"type\": \"error\", \"name\": \"E\", \"inputs\": []}]",
        "[{\"type\": \"constructor\", \"inputs\": [{\"type\": \"address payable\", \"name\":"
            + " \"\"}]}]",
        "[{\"type\": \"function\", \"name\": \"\", \"inputs\": [{\"type\": \"tuple[2][]\","
            + " \"components\": [{\"type\": \"uint8\"}]}], \"outputs\": []}]",
        "[{\"function_v0\": {\"doc\": \"\", \"name\": \"f\", \"inputs\": [], \"outputs\": []}}]",
        "{\"version\": \"0.1.0\", \"name\": \"p\", \"instructions\": []}"
      })
  void acceptsContractSpecsOfAllChains(String spec) {
    String json =
        Documents.change(
            Documents.MONITOR,
            "addresses",
            "[{\"address\": \"x\", \"contract_spec\": "
                + spec.replace("address payable", "address")
                + "}]");

    assertThat(codec.read(Documents.document(json, problems))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "1",
        "\"[]\"",
        "[1]",
        "[{\"type\": \"method\"}]",
        "[{\"type\": \"function\", \"name\": \"f\", \"inputs\": []}]",
        "[{\"type\": \"function\", \"name\": \"f g\", \"inputs\": [], \"outputs\": []}]",
        "[{\"type\": \"function\", \"name\": \"f\", \"outputs\": [],"
            + " \"inputs\": [{\"type\": \"uint8\", \"indexed\": false}]}]",
        "[{\"type\": \"event\", \"name\": \"E\", \"inputs\": []}]",
        "[{\"type\": \"event\", \"name\": \"E\", \"anonymous\": false, \"inputs\": [{\"type\":"
            + " \"\"}]}]",
        "[{\"type\": \"error\", \"name\": \"E\", \"inputs\": [{\"type\": \"uint8\","
            + " \"components\": [{\"type\": \"uint8\"}]}]}]",
        "[{\"function_v9\": {}}]"
      })
  void refusesWhatIsNoContractSpec(String spec) {
    String json =
        Documents.change(
            Documents.MONITOR,
            "addresses",
            "[{\"address\": \"x\", \"contract_spec\": " + spec + "}]");

    assertThat(codec.read(Documents.document(json, problems))).isEmpty();
    assertThat(Documents.errors(problems)).containsExactly("monitor.addresses.contract_spec.shape");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          {"script_path": "none.sh", "language": "Bash", "timeout_ms": 1}       | monitor.trigger_conditions.script_path.missing_file
          {"script_path": "ok.sh", "language": "Python", "timeout_ms": 1}       | monitor.trigger_conditions.script_path.extension
          {"script_path": "ok.sh", "language": "bash", "timeout_ms": 1}         | monitor.trigger_conditions.language.unknown
          {"script_path": "ok.sh", "language": "Bash", "timeout_ms": 0}         | monitor.trigger_conditions.timeout_ms.zero
          {"script_path": "ok.sh", "language": "Bash", "timeout_ms": 4294967296} | monitor.trigger_conditions.timeout_ms.type
          {"script_path": "ok.sh", "language": "Bash"}                          | monitor.trigger_conditions.timeout_ms.missing
          {"script_path": "ok.sh", "language": "Bash", "timeout_ms": 1, "arguments": "-v"} | monitor.trigger_conditions.arguments.type
          """)
  void refusesScriptsThatCannotRun(String condition, String rule) throws IOException {
    Path script = Files.writeString(scripts.resolve("ok.sh"), "echo false");
    String json = Documents.change(Documents.MONITOR, "trigger_conditions", "[" + condition + "]");

    assertThat(codec.read(Documents.document(json, problems, scripts))).isEmpty();
    assertThat(Documents.errors(problems)).contains(rule);
    assertThat(script).exists();
  }

  @Test
  void warnsAboutScriptsThatOthersMayWrite() throws IOException {
    Path script = Files.writeString(scripts.resolve("ok.sh"), "echo false");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rw-rw-r--"));
    String json =
        Documents.change(
            Documents.MONITOR,
            "trigger_conditions",
            "[{\"script_path\": \"./ok.sh\", \"language\": \"Bash\", \"timeout_ms\": 1}]");

    assertThat(codec.read(Documents.document(json, problems, scripts))).isPresent();
    assertThat(Documents.warnings(problems))
        .containsExactly("monitor.trigger_conditions.script_path.permissions");
  }
}
