package org.ozmonitor.server.bootstrap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.notification.OutboundMessage;
import org.ozmonitor.core.tenant.TenantId;

/// A match as `run-block` prints it, or as it is stored, with its template variables. Immutable.
///
/// What `run-block` prints has no variables: they are made from the match itself. Those that only a
/// block knows (its time, the emitter of an event) are missing then.
///
/// @param json the match, tagged by its chain
record PreviewedMatch(String json, Map<String, String> variables) {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  PreviewedMatch {
    variables = Map.copyOf(variables);
  }

  /// The matches of a file: one, or an array of them.
  ///
  /// @throws IllegalArgumentException with the reason when there are none
  static List<PreviewedMatch> read(String text) {
    List<PreviewedMatch> matches = new ArrayList<>();
    try {
      JsonNode root = JSON.readTree(text);
      for (JsonNode node : root.isArray() ? root : List.of(root)) {
        matches.add(of(node));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("holds no JSON: " + e.getOriginalMessage(), e);
    }
    if (matches.isEmpty()) {
      throw new IllegalArgumentException("holds no match");
    }
    return matches;
  }

  private static PreviewedMatch of(JsonNode node) {
    if (node.path("match").isObject() && node.path("variables").isObject()) {
      Map<String, String> variables = new TreeMap<>();
      node.get("variables")
          .properties()
          .forEach(entry -> variables.put(entry.getKey(), entry.getValue().asText()));
      return new PreviewedMatch(node.get("match").toString(), variables);
    }
    JsonNode match = node.isObject() && node.size() == 1 ? node.elements().next() : node;
    if (!match.path("monitor").isObject() || !match.path("transaction").isObject()) {
      throw new IllegalArgumentException("is no match as run-block prints it");
    }
    return new PreviewedMatch(node.toString(), variables(match));
  }

  private static Map<String, String> variables(JsonNode match) {
    Map<String, String> variables = new TreeMap<>();
    JsonNode transaction = match.get("transaction");
    variables.put("monitor.name", match.at("/monitor/name").asText());
    text(match, "network_slug").ifPresent(slug -> variables.put("network.slug", slug));
    text(transaction, "hash")
        .ifPresent(hash -> variables.put("transaction.hash", hash.toLowerCase(Locale.ROOT)));
    text(transaction, "signature").ifPresent(it -> variables.put("transaction.signature", it));
    text(transaction, "from").ifPresent(from -> variables.put("transaction.from", from));
    text(transaction, "to").ifPresent(to -> variables.put("transaction.to", to));
    text(transaction, "blockHash").ifPresent(hash -> variables.put("block.hash", hash));
    number(transaction, "value").ifPresent(it -> variables.put("transaction.value", it));
    number(transaction, "blockNumber").ifPresent(it -> variables.put("block.number", it));
    number(transaction, "transactionIndex").ifPresent(it -> variables.put("transaction.index", it));
    findings(match.at("/matched_on_args/events"), "events.", variables);
    findings(match.at("/matched_on_args/functions"), "functions.", variables);
    return variables;
  }

  private static void findings(JsonNode findings, String kind, Map<String, String> variables) {
    int number = 0;
    for (JsonNode finding : findings) {
      String prefix = kind + number++;
      text(finding, "signature").ifPresent(it -> variables.put(prefix + ".signature", it));
      for (JsonNode argument : finding.path("args")) {
        variables.put(
            prefix + ".args." + argument.path("name").asText(), argument.path("value").asText());
      }
    }
  }

  private static Optional<String> text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
  }

  /// Quantities are hexadecimal in a match and decimal in a message.
  private static Optional<String> number(JsonNode node, String field) {
    return text(node, field)
        .filter(value -> value.matches("0x[0-9a-fA-F]{1,64}"))
        .map(value -> new BigInteger(value.substring(2), 16).toString());
  }

  /// With the links of the network's explorer, where it has one and the match has none.
  PreviewedMatch with(Network network) {
    Map<String, String> all = new TreeMap<>(variables);
    network
        .explorerUrl()
        .ifPresent(
            url -> {
              link(all, "links.transaction", url + "/tx/", "transaction.hash");
              link(all, "links.block", url + "/block/", "block.number");
              link(all, "links.address", url + "/address/", "transaction.to");
            });
    return new PreviewedMatch(json, all);
  }

  private static void link(
      Map<String, String> variables, String name, String path, String variable) {
    String last = variables.get(variable);
    if (last != null) {
      variables.putIfAbsent(name, path + last);
    }
  }

  Optional<String> network() {
    return Optional.ofNullable(variables.get("network.slug"));
  }

  /// The message of one event to one trigger, with the ids that it would have for the first entry
  /// of
  /// a network's log.
  OutboundMessage message(String trigger, String event, long suppressed) {
    TenantId tenant = TenantId.DEFAULT;
    var match =
        EntityIds.match(
            tenant,
            EntityIds.monitor(tenant, variables.getOrDefault("monitor.name", "")),
            EntityIds.platformNetwork(network().orElse("")),
            variables.getOrDefault(
                "transaction.hash", variables.getOrDefault("transaction.signature", "")));
    var delivery = EntityIds.delivery(match, EntityIds.trigger(tenant, trigger), event, 1);
    return new OutboundMessage(tenant, delivery, match, event, 1, json, variables, suppressed);
  }
}
