package org.ozmonitor.server.definition;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Monitor.MonitoredAddress;
import org.ozmonitor.core.definition.Monitor.SignatureCondition;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.core.problem.Suggestion;
import org.ozmonitor.server.codec.CanonicalJson;
import org.ozmonitor.server.codec.ContractSpecShape;
import org.ozmonitor.server.codec.JsonDocument;

/// The rules between the files of a tree: names are unique, references exist. What breaks one is
/// left out and its file noted as refused. Confined to one thread.
final class TreeRules {
  private final Problems problems;
  private final Set<String> refused;

  TreeRules(Problems problems, Set<String> refused) {
    this.problems = problems;
    this.refused = refused;
  }

  List<TreeEntry<Network>> uniqueNetworks(List<TreeEntry<Network>> networks) {
    return unique(
        unique(networks, "network", "name", Network::name), "network", "slug", Network::slug);
  }

  List<TreeEntry<Monitor>> uniqueMonitors(List<TreeEntry<Monitor>> monitors) {
    return unique(monitors, "monitor", "name", Monitor::name);
  }

  /// A key in two files is no error upstream, where chance decides; here the last file wins.
  List<TreeEntry<Trigger>> uniqueTriggers(List<TreeEntry<Trigger>> triggers) {
    Map<String, TreeEntry<Trigger>> byKey = new LinkedHashMap<>();
    for (TreeEntry<Trigger> entry : unique(triggers, "trigger", "name", Trigger::name)) {
      TreeEntry<Trigger> before = byKey.put(entry.name(), entry);
      if (before != null) {
        problems.warning(
            entry.place().toString(),
            "tree.key.repeated",
            "replaces the trigger of the same key in " + before.source());
      }
    }
    return List.copyOf(byKey.values());
  }

  /// The monitors whose networks and triggers exist, with networks named by slug.
  List<TreeEntry<Monitor>> resolved(
      List<TreeEntry<Monitor>> monitors,
      List<TreeEntry<Network>> networks,
      List<TreeEntry<Trigger>> triggers) {
    Map<String, Network> byName = new HashMap<>();
    networks.forEach(entry -> byName.put(entry.name(), entry.definition()));
    networks.forEach(entry -> byName.put(entry.definition().slug(), entry.definition()));
    Set<String> keys = new HashSet<>();
    triggers.forEach(entry -> keys.add(entry.name()));
    List<TreeEntry<Monitor>> valid = new ArrayList<>();
    for (TreeEntry<Monitor> entry : monitors) {
      var found = new Problems();
      checkReferences(entry, byName, keys, found);
      problems.addAll(found.all());
      if (found.hasErrors()) {
        refused.add(entry.source());
      } else {
        valid.add(bySlug(entry, byName));
      }
    }
    return valid;
  }

  /// A name as names are compared.
  static String normalised(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  private <T> List<TreeEntry<T>> unique(
      List<TreeEntry<T>> entries, String kind, String key, Function<T, String> value) {
    Map<String, String> seen = new HashMap<>();
    List<TreeEntry<T>> valid = new ArrayList<>();
    for (TreeEntry<T> entry : entries) {
      String normalised = normalised(value.apply(entry.definition()));
      String first = seen.putIfAbsent(normalised, entry.place().toString());
      if (first == null) {
        valid.add(entry);
      } else {
        refused.add(entry.source());
        problems.error(
            entry.place().child(key).toString(),
            "%s.%s.duplicate".formatted(kind, key),
            "is the same as in %s (compared without case and outer blanks)".formatted(first));
      }
    }
    return valid;
  }

  private static void checkReferences(
      TreeEntry<Monitor> entry,
      Map<String, Network> networks,
      Set<String> keys,
      Problems problems) {
    Monitor monitor = entry.definition();
    Set<ChainKind> chains = new LinkedHashSet<>();
    for (String name : monitor.networks()) {
      Network network = networks.get(name);
      if (network == null) {
        problems.error(
            entry.place().child("networks").toString(),
            "monitor.networks.unknown",
            "names \"%s\", which no valid network file defines%s"
                .formatted(name, Suggestion.hint(name, networks.keySet())));
      } else {
        chains.add(network.chain());
      }
    }
    for (String key : monitor.triggers()) {
      problems.require(
          keys.contains(key),
          entry.place().child("triggers").toString(),
          "monitor.triggers.unknown",
          "names \"%s\", which no valid trigger file defines%s"
              .formatted(key, Suggestion.hint(key, keys)));
    }
    checkSignatures(entry, chains, problems);
    checkContractSpecs(entry, chains, problems);
  }

  private static void checkSignatures(
      TreeEntry<Monitor> entry, Set<ChainKind> chains, Problems problems) {
    if (chains.stream().allMatch(chain -> chain == ChainKind.SOLANA)) {
      return;
    }
    Monitor monitor = entry.definition();
    Stream.concat(monitor.functions().stream(), monitor.events().stream())
        .map(SignatureCondition::signature)
        .filter(signature -> !hasParentheses(signature.strip()))
        .forEach(
            signature ->
                problems.error(
                    entry.place().child("match_conditions").toString(),
                    "monitor.signature.form",
                    "has the signature \"%s\", which is no name with parentheses"
                        .formatted(signature)));
  }

  private static boolean hasParentheses(String signature) {
    int open = signature.indexOf('(');
    return open >= 0 && signature.endsWith(")") && open < signature.length() - 1;
  }

  private static void checkContractSpecs(
      TreeEntry<Monitor> entry, Set<ChainKind> chains, Problems problems) {
    if (!chains.contains(ChainKind.EVM)) {
      return;
    }
    for (MonitoredAddress address : entry.definition().addresses()) {
      if (address.contractSpecJson().filter(TreeRules::isForeign).isPresent()) {
        problems.warning(
            entry.place().child("addresses").toString(),
            "monitor.contract_spec.chain",
            "has a contract spec for %s that is no EVM ABI and is not used on an EVM network"
                .formatted(address.address()));
      }
    }
  }

  /// Specifications of other chains are objects or have keys that end in `_v0`; only those are
  /// looked at more closely.
  private static boolean isForeign(String spec) {
    boolean suspect = spec.startsWith("{") || spec.contains("_v0\":");
    return suspect && !ContractSpecShape.isAbi(JsonDocument.parseStored(spec));
  }

  private static TreeEntry<Monitor> bySlug(
      TreeEntry<Monitor> entry, Map<String, Network> networks) {
    Monitor monitor = entry.definition();
    List<String> slugs = new ArrayList<>();
    for (String name : monitor.networks()) {
      Network network = networks.get(name);
      slugs.add(network == null ? name : network.slug());
    }
    if (slugs.equals(monitor.networks())) {
      return entry;
    }
    var document = (ObjectNode) JsonDocument.parseStored(entry.document());
    ArrayNode array = document.putArray("networks");
    slugs.forEach(array::add);
    String text = CanonicalJson.write(document);
    var renamed =
        new Monitor(
            monitor.name(),
            slugs,
            monitor.paused(),
            monitor.addresses(),
            monitor.functions(),
            monitor.events(),
            monitor.transactions(),
            monitor.triggerConditions(),
            monitor.triggers(),
            monitor.chainConfigurationsJson(),
            monitor.anyAddress(),
            monitor.contractSpecJson());
    return new TreeEntry<>(entry.name(), entry.place(), renamed, text, CanonicalJson.digest(text));
  }
}
