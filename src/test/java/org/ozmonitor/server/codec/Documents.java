package org.ozmonitor.server.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;

/// Documents for codec tests: sound ones, and how to break them.
final class Documents {
  static final String NETWORK =
      """
      {"network_type": "EVM", "slug": "eth", "name": "Ethereum",
       "rpc_urls": [{"type_": "rpc", "url": {"type": "plain", "value": "https://node"}, "weight": 100}],
       "block_time_ms": 12000, "confirmation_blocks": 12, "cron_schedule": "0 */1 * * * *"}
      """;

  static final String MONITOR =
      """
      {"name": "M", "networks": ["eth"], "paused": false,
       "addresses": [{"address": "0x1", "contract_spec": [
          {"type": "event", "name": "E", "anonymous": false,
           "inputs": [{"name": "x", "type": "uint256", "indexed": true}]},
          {"type": "function", "name": "f", "inputs": [], "outputs": []}]}],
       "match_conditions": {"functions": [{"signature": "f()"}],
          "events": [{"signature": "E(uint256)", "expression": "x > 1"}],
          "transactions": [{"status": "Any", "expression": null}]},
       "trigger_conditions": [], "triggers": ["hook"]}
      """;

  private Documents() {}

  static String trigger(String type, String config) {
    return "{\"name\": \"T\", \"trigger_type\": \"%s\", \"config\": %s}".formatted(type, config);
  }

  /// `base` with the member at `path` (`a/b/0`) set to `json`, or removed where that is `remove`.
  static String change(String base, String path, String json) {
    JsonNode root = JsonDocument.parseStored(base);
    int slash = path.lastIndexOf('/');
    JsonNode parent = slash < 0 ? root : root.at("/" + path.substring(0, slash));
    String key = path.substring(slash + 1);
    if (json.equals("remove")) {
      ((ObjectNode) parent).remove(key);
    } else {
      ((ObjectNode) parent).set(key, JsonDocument.parseStored(json));
    }
    return root.toString();
  }

  static Document document(String json, Problems problems) {
    return document(json, problems, Path.of("."));
  }

  static Document document(String json, Problems problems, Path scripts) {
    var surroundings =
        Surroundings.of(
            new Secrets(Map.of("RPC_URL", "https://secret.example/key", "BAD_URL", "gopher://x")),
            new ScriptRoots(List.of(scripts), Optional.empty()));
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    JsonDocument parsed = JsonDocument.parse(bytes, "file.json", problems).orElseThrow();
    return new Document(
        parsed.root(), Place.root("file.json"), parsed.duplicates(), surroundings, problems);
  }

  static List<String> errors(Problems problems) {
    return problems.errors().stream().map(Problem::rule).toList();
  }

  static List<String> warnings(Problems problems) {
    return problems.warnings().stream().map(Problem::rule).toList();
  }
}
