package org.ozmonitor.server.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Monitor.MonitoredAddress;
import org.ozmonitor.core.definition.Monitor.ScriptCondition;
import org.ozmonitor.core.definition.Monitor.SignatureCondition;
import org.ozmonitor.core.definition.Monitor.TransactionCondition;
import org.ozmonitor.core.definition.Monitor.TransactionCondition.Status;
import org.ozmonitor.core.script.OnError;

/// Reads monitor documents. Equal contract specifications of this process become one text.
/// Stateless,
/// thread-safe.
public final class MonitorCodec {
  /// The keys of a monitor; the last ones are ours.
  public static final List<String> KEYS =
      List.of(
          "name",
          "networks",
          "paused",
          "addresses",
          "match_conditions",
          "trigger_conditions",
          "triggers",
          "chain_configurations",
          "any_address",
          "contract_spec",
          "confirmations",
          "severity",
          "category",
          "alert_threshold",
          "minimum_interval",
          "mute_windows");

  private static final int MAX_EXPRESSION = 16 << 10;
  private static final int MAX_CONTRACT_SPEC = 512 << 10;
  private static final List<String> STATUSES = List.of("Any", "Success", "Failure");

  private static final List<String> ON_ERROR =
      Arrays.stream(OnError.values()).map(OnError::spelling).toList();

  private static final SharedTexts CONTRACT_SPECS = new SharedTexts();

  /// The monitor, or nothing when there were errors.
  public Optional<Monitor> read(Document document) {
    int before = document.problems().errors().size();
    return Fields.of(document.node(), document.place(), "monitor", document.source())
        .map(this::monitor)
        .filter(_ -> document.problems().errors().size() == before);
  }

  /// The conditions of a monitor that was checked when it was stored.
  ///
  /// @param document an object with the member `trigger_conditions`
  public static List<ScriptCondition> triggerConditions(Document document) {
    return Fields.of(document.node(), document.place(), "monitor", document.source()).stream()
        .flatMap(fields -> fields.objects("trigger_conditions").stream())
        .map(MonitorCodec::script)
        .toList();
  }

  private Monitor monitor(Fields fields) {
    fields.strict(KEYS);
    String name = fields.text("name");
    fields.require(
        !name.isEmpty() || !fields.node().path("name").isTextual(),
        "name",
        "empty",
        "must not be empty");
    List<String> networks = fields.texts("networks");
    fields.require(
        !networks.isEmpty() || !fields.node().path("networks").isArray(),
        "networks",
        "empty",
        "must name at least one network");
    Optional<Fields> conditions =
        fields
            .object("match_conditions")
            .map(found -> found.strict(List.of("functions", "events", "transactions")));
    var monitor =
        new Monitor(
            name,
            networks,
            fields.flag("paused"),
            fields.objects("addresses").stream().map(this::address).toList(),
            conditions.map(found -> signatures(found, "functions")).orElse(List.of()),
            conditions.map(found -> signatures(found, "events")).orElse(List.of()),
            conditions.map(MonitorCodec::transactions).orElse(List.of()),
            fields.objects("trigger_conditions").stream().map(MonitorCodec::script).toList(),
            fields.texts("triggers"),
            chainConfigurations(fields),
            fields.optionalFlag("any_address"),
            contractSpec(fields),
            AlertingCodec.read(fields));
    checkAnyAddress(fields, monitor);
    return monitor;
  }

  /// Watching every address is a choice that must be made in full: no list of addresses beside it,
  /// an ABI where one is needed, and something to look for.
  private static void checkAnyAddress(Fields fields, Monitor monitor) {
    boolean signatures = !monitor.events().isEmpty() || !monitor.functions().isEmpty();
    if (!monitor.anyAddress()) {
      fields.require(
          monitor.contractSpecJson().isEmpty(),
          "contract_spec",
          "any_address",
          "belongs to an entry of addresses; at this place it needs any_address: true");
      return;
    }
    fields.require(
        monitor.addresses().isEmpty(),
        "any_address",
        "addresses",
        "must go with addresses: [], because every address is watched");
    fields.require(
        !signatures || monitor.contractSpecJson().isPresent(),
        "contract_spec",
        "missing",
        "is missing: with any_address, conditions on events and functions need it");
    fields.require(
        signatures || !monitor.transactions().isEmpty() || !fields.has("match_conditions"),
        "any_address",
        "unconditional",
        "must go with a condition; without one every transaction of the network matches");
  }

  private MonitoredAddress address(Fields fields) {
    fields.strict(List.of("address", "contract_spec"));
    return new MonitoredAddress(fields.text("address"), contractSpec(fields));
  }

  private Optional<String> contractSpec(Fields fields) {
    if (!fields.has("contract_spec")) {
      return Optional.empty();
    }
    JsonNode spec = fields.node().path("contract_spec");
    ContractSpecShape.fault(spec)
        .ifPresent(
            fault -> fields.error("contract_spec", "shape", "is no contract spec: " + fault));
    String text = CanonicalJson.write(spec);
    fields.require(
        text.length() <= MAX_CONTRACT_SPEC, "contract_spec", "size", "must be at most 512 KiB");
    return Optional.of(CONTRACT_SPECS.shared(text));
  }

  private static List<SignatureCondition> signatures(Fields conditions, String key) {
    List<SignatureCondition> result = new ArrayList<>();
    for (Fields fields : conditions.objects(key)) {
      fields.strict(List.of("signature", "expression"));
      result.add(new SignatureCondition(fields.text("signature"), expression(fields)));
    }
    return result;
  }

  private static List<TransactionCondition> transactions(Fields conditions) {
    List<TransactionCondition> result = new ArrayList<>();
    for (Fields fields : conditions.objects("transactions")) {
      fields.strict(List.of("status", "expression"));
      Status status =
          switch (fields.word("status", STATUSES)) {
            case "Success" -> Status.SUCCESS;
            case "Failure" -> Status.FAILURE;
            default -> Status.ANY;
          };
      result.add(new TransactionCondition(status, expression(fields)));
    }
    return result;
  }

  private static Optional<String> expression(Fields fields) {
    Optional<String> expression = fields.optionalText("expression");
    fields.require(
        expression.isEmpty() || expression.get().length() <= MAX_EXPRESSION,
        "expression",
        "size",
        "must be at most 16 KiB");
    return expression;
  }

  private static ScriptCondition script(Fields fields) {
    fields.strict(List.of("script_path", "arguments", "language", "timeout_ms", "on_error"));
    var condition =
        new ScriptCondition(
            fields.text("script_path"),
            fields.optionalTexts("arguments"),
            fields.word("language", ScriptFile.LANGUAGES),
            fields.number("timeout_ms", Fields.U32),
            onError(fields));
    if (fields.node().path("script_path").isTextual()) {
      var file =
          new ScriptFile(
              "monitor.trigger_conditions",
              condition.scriptPath(),
              condition.language(),
              condition.timeoutMs());
      fields.source().surroundings().checkScript(file, fields.place(), fields.problems());
    }
    return condition;
  }

  private static JsonNode masked(JsonNode configurations) {
    JsonNode masked = configurations.deepCopy();
    for (JsonNode holder : masked.findParents("value")) {
      if (holder instanceof ObjectNode secret
          && secret.path("type").asText().equalsIgnoreCase("plain")) {
        secret.put("value", "***");
      }
    }
    return masked;
  }

  private static OnError onError(Fields fields) {
    return fields.has("on_error") ? OnError.parse(fields.word("on_error", ON_ERROR)) : OnError.PASS;
  }

  /// Unknown chains and members are ignored, as upstream does. Viewing keys are secrets: what is
  /// kept here goes into matches, so it does not show them.
  private static String chainConfigurations(Fields fields) {
    for (Fields entry : fields.optionalObjects("chain_configurations")) {
      for (String chain : List.of("evm", "stellar", "solana")) {
        entry.optionalObject(chain);
      }
      entry
          .optionalObject("midnight")
          .map(midnight -> midnight.optionalObjects("viewing_keys"))
          .orElse(List.of())
          .forEach(
              key -> {
                key.asSecret();
                key.revealSecret();
              });
    }
    return fields.has("chain_configurations")
        ? CanonicalJson.write(masked(fields.node().path("chain_configurations")))
        : "[]";
  }
}
