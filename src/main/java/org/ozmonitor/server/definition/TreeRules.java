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
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Monitor.SignatureCondition;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.core.problem.Suggestion;
import org.ozmonitor.server.codec.CanonicalJson;
import org.ozmonitor.server.codec.JsonDocument;
import org.ozmonitor.server.codec.Place;

/// The rules between the files of a tree: names are unique, references exist. What breaks one is
/// left out and its file noted as refused. Confined to one thread.
final class TreeRules {
  private final Problems problems;
  private final Set<String> refused;
  private final TreeLimits limits;

  TreeRules(TreeLimits limits, Problems problems, Set<String> refused) {
    this.limits = limits;
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
      List<TreeEntry<Trigger>> triggers,
      TreeReader.Known known) {
    Map<String, Network> byName = new HashMap<>(known.networks());
    networks.forEach(entry -> byName.put(entry.name(), entry.definition()));
    networks.forEach(entry -> byName.put(entry.definition().slug(), entry.definition()));
    Set<String> keys = new HashSet<>(known.triggers());
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

  /// The monitors without those that watch every address beyond the bound: such a monitor costs
  /// something at every log of its networks.
  List<TreeEntry<Monitor>> bounded(List<TreeEntry<Monitor>> monitors) {
    List<TreeEntry<Monitor>> valid = new ArrayList<>();
    int anyAddress = 0;
    for (TreeEntry<Monitor> entry : monitors) {
      if (entry.definition().anyAddress() && ++anyAddress > limits.anyAddressMonitors()) {
        refused.add(entry.source());
        problems.error(
            entry.place().child("any_address").toString(),
            "monitor.any_address.limit",
            "is one more than the %d monitors that may watch every address (%s)"
                .formatted(limits.anyAddressMonitors(), TreeLimits.ANY_ADDRESS_MONITORS));
      } else {
        valid.add(entry);
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
    for (int i = 0; i < monitor.networks().size(); i++) {
      String name = monitor.networks().get(i);
      Network network = networks.get(name);
      if (network == null) {
        problems.error(
            entry.place().child("networks").item(i).toString(),
            "monitor.networks.unknown",
            "names \"%s\", which no valid network file defines%s"
                .formatted(name, Suggestion.hint(name, networks.keySet())));
      } else {
        chains.add(network.chain());
      }
    }
    for (int i = 0; i < monitor.triggers().size(); i++) {
      String key = monitor.triggers().get(i);
      if (!keys.contains(key)) {
        problems.error(
            entry.place().child("triggers").item(i).toString(),
            "monitor.triggers.unknown",
            "names \"%s\", which no valid trigger file defines%s"
                .formatted(key, Suggestion.hint(key, keys)));
      }
    }
    if (!chains.stream().allMatch(chain -> chain == ChainKind.SOLANA)) {
      checkSignatures(entry.place(), "functions", monitor.functions(), problems);
      checkSignatures(entry.place(), "events", monitor.events(), problems);
    }
    if (monitor.anyAddress() && chains.stream().anyMatch(chain -> chain != ChainKind.EVM)) {
      problems.warning(
          entry.place().child("any_address").toString(),
          "monitor.any_address.chain",
          "has a meaning on EVM networks only");
    }
  }

  private static void checkSignatures(
      Place monitor, String kind, List<SignatureCondition> conditions, Problems problems) {
    for (int i = 0; i < conditions.size(); i++) {
      String signature = conditions.get(i).signature();
      problems.require(
          hasParentheses(signature.strip()),
          monitor.child("match_conditions").child(kind).item(i).child("signature").toString(),
          "monitor.signature.form",
          "is \"%s\", which is no name with parentheses".formatted(signature));
    }
  }

  private static boolean hasParentheses(String signature) {
    int open = signature.indexOf('(');
    return open >= 0 && signature.endsWith(")") && open < signature.length() - 1;
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
            monitor.contractSpecJson(),
            monitor.alerting());
    return new TreeEntry<>(entry.name(), entry.place(), renamed, text, CanonicalJson.digest(text));
  }
}
