package org.ozmonitor.server.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.server.codec.CanonicalJson;
import org.ozmonitor.server.codec.Document;
import org.ozmonitor.server.codec.JsonDocument;
import org.ozmonitor.server.codec.MonitorCodec;
import org.ozmonitor.server.codec.NetworkCodec;
import org.ozmonitor.server.codec.Place;
import org.ozmonitor.server.codec.ScriptRoots;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.codec.Surroundings;
import org.ozmonitor.server.codec.TriggerCodec;

/// Reads one configuration tree, again and again: a file that has not changed since it was found
/// sound is not parsed again. Blocks. One thread at a time.
final class TreeReader {
  private final Path directory;
  private final Surroundings surroundings;
  private final TreeLimits limits;
  private final MonitorCodec monitorCodec = new MonitorCodec();
  private final TreeScripts scripts;
  private final Known known;
  private final Map<String, ParsedFile<?>> sound = new HashMap<>();

  TreeReader(
      Path directory, Secrets secrets, TreeLimits limits, ScriptRoots scriptRoots, Known known) {
    this.directory = directory;
    this.limits = limits;
    this.known = known;
    this.surroundings = Surroundings.of(secrets, scriptRoots);
    this.scripts = new TreeScripts(scriptRoots);
  }

  /// What documents may name besides what stands in the tree.
  ///
  /// @param networks by slug
  /// @param triggers keys
  /// @param isPart whether the tree is only a part of something, so that directories may be missing
  record Known(Map<String, Network> networks, Set<String> triggers, boolean isPart) {
    /// For a tree that holds everything.
    static final Known NOTHING = new Known(Map.of(), Set.of(), false);

    Known {
      networks = Map.copyOf(networks);
      triggers = Set.copyOf(triggers);
    }
  }

  /// The files of scripts that were named when the tree was last read.
  Set<Path> scriptFiles() {
    return scripts.files();
  }

  /// One file, on its own.
  ///
  /// @param content digest of its bytes
  record ParsedFile<T>(String content, List<TreeEntry<T>> entries, List<Problem> problems) {
    boolean isRefused() {
      return problems.stream().anyMatch(p -> p.severity() == Problem.Severity.ERROR);
    }
  }

  private interface Codec<T> {
    Optional<T> read(String name, Document document);
  }

  ConfigurationTree read() {
    var reading = new Reading();
    var networks = reading.kind(TreeFiles.NETWORKS, (_, document) -> NetworkCodec.read(document));
    var triggers = reading.kind(TreeFiles.TRIGGERS, TriggerCodec::read);
    var monitors = reading.kind(TreeFiles.MONITORS, (_, document) -> monitorCodec.read(document));
    var rules = new TreeRules(limits, reading.problems, reading.refused);
    List<TreeEntry<Network>> validNetworks = rules.uniqueNetworks(networks);
    var readScripts = scripts.read(reading.problems, reading.refused);
    List<TreeEntry<Trigger>> validTriggers =
        readScripts.triggersWithScripts(rules.uniqueTriggers(triggers));
    List<TreeEntry<Monitor>> validMonitors =
        rules.bounded(
            rules.resolved(
                readScripts.monitorsWithScripts(rules.uniqueMonitors(monitors)),
                validNetworks,
                validTriggers,
                known));
    sound.keySet().retainAll(reading.contents.keySet());
    readScripts
        .found()
        .forEach(script -> reading.contents.put("script:" + script.name(), script.digest()));
    return new ConfigurationTree(
        validNetworks,
        validMonitors,
        validTriggers,
        readScripts.found(),
        reading.refused,
        reading.problems.all(),
        reading.fingerprint());
  }

  /// One pass over the tree.
  private final class Reading {
    private final Problems problems = new Problems();
    private final Set<String> refused = new TreeSet<>();
    private final Map<String, String> contents = new TreeMap<>();

    <T> List<TreeEntry<T>> kind(String kind, Codec<T> codec) {
      List<TreeEntry<T>> entries = new ArrayList<>();
      for (Path file : files(kind)) {
        String source = kind + "/" + file.getFileName();
        ParsedFile<T> parsed = parsed(source, file, codec);
        contents.put(source, parsed.content());
        problems.addAll(parsed.problems());
        entries.addAll(parsed.entries());
        if (parsed.isRefused()) {
          refused.add(source);
        } else {
          sound.put(source, parsed);
        }
      }
      return entries;
    }

    private List<Path> files(String kind) {
      if (known.isPart() && !Files.isDirectory(directory.resolve(kind))) {
        return List.of();
      }
      try {
        return TreeFiles.list(directory.resolve(kind));
      } catch (IOException e) {
        refused.add(kind + "/");
        problems.error(kind, "tree.directory.missing", "is no readable directory in the tree");
        return List.of();
      }
    }

    private <T> ParsedFile<T> parsed(String source, Path file, Codec<T> codec) {
      var found = new Problems();
      byte[] bytes;
      try {
        found.require(
            Files.size(file) <= TreeFiles.MAX_SIZE, source, "tree.file.size", "is too large");
        bytes = found.hasErrors() ? new byte[0] : Files.readAllBytes(file);
      } catch (IOException e) {
        found.error(source, "tree.file.unreadable", "cannot be read");
        bytes = new byte[0];
      }
      String content = HexFormat.of().formatHex(CanonicalJson.sha256().digest(bytes));
      ParsedFile<?> before = sound.get(source);
      if (before != null && before.content().equals(content)) {
        @SuppressWarnings("unchecked") // a source stays with its kind, and so with its codec
        var same = (ParsedFile<T>) before;
        return same;
      }
      List<TreeEntry<T>> entries =
          found.hasErrors()
              ? List.of()
              : JsonDocument.parse(bytes, source, found)
                  .map(document -> entries(document, source, codec, found))
                  .orElse(List.of());
      return new ParsedFile<>(content, entries, found.all());
    }

    String fingerprint() {
      MessageDigest digest = CanonicalJson.sha256();
      contents.forEach(
          (source, content) ->
              digest.update((source + "\0" + content + "\n").getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    }
  }

  private <T> List<TreeEntry<T>> entries(
      JsonDocument file, String source, Codec<T> codec, Problems problems) {
    Place root = Place.root(source);
    if (!file.root().isObject()) {
      problems.error(source, "tree.file.type", "must hold an object");
      return List.of();
    }
    boolean single = !source.startsWith(TreeFiles.TRIGGERS + "/") && !isMap(file.root());
    Map<String, JsonNode> documents =
        single ? Map.of(stem(source), file.root()) : members(file.root());
    List<TreeEntry<T>> entries = new ArrayList<>();
    documents.forEach(
        (name, node) -> {
          Place place = single ? root : root.child(name);
          if (!single && file.duplicates().contains(place.path())) {
            problems.warning(
                place.toString(), "tree.key.repeated", "stands here twice; the last one counts");
          }
          var document = new Document(node, place, file.duplicates(), surroundings, problems);
          codec
              .read(name, document)
              .flatMap(definition -> entry(name, document, definition))
              .ifPresent(entries::add);
        });
    return entries;
  }

  private static <T> Optional<TreeEntry<T>> entry(String name, Document document, T definition) {
    String text = CanonicalJson.write(document.node());
    if (text.length() > Document.MAX_LENGTH) {
      document
          .problems()
          .error(document.place().toString(), "json.document.size", "must be at most 1 MiB");
      return Optional.empty();
    }
    return Optional.of(
        new TreeEntry<>(name, document.place(), definition, text, CanonicalJson.digest(text)));
  }

  private static String stem(String source) {
    return source.substring(source.indexOf('/') + 1, source.lastIndexOf('.'));
  }

  private static Map<String, JsonNode> members(JsonNode root) {
    Map<String, JsonNode> members = new LinkedHashMap<>();
    root.properties().forEach(entry -> members.put(entry.getKey(), entry.getValue()));
    return members;
  }

  private static boolean isMap(JsonNode root) {
    return !root.isEmpty()
        && root.properties().stream()
            .allMatch(
                entry ->
                    entry.getValue().isObject()
                        && !NetworkCodec.KEYS.contains(entry.getKey())
                        && !MonitorCodec.KEYS.contains(entry.getKey()));
  }
}
