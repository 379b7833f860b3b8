package org.ozmonitor.server.definition;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.ozmonitor.core.definition.FilterScript;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Monitor.ScriptCondition;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.server.codec.CanonicalJson;
import org.ozmonitor.server.codec.Place;
import org.ozmonitor.server.codec.ScriptRoots;

/// Reads the scripts that the documents of a tree name, each once for every reading of the tree.
/// Blocks. One thread at a time.
final class TreeScripts {
  /// Characters of a path: it is a key of the database.
  private static final int MAX_PATH = 500;

  private final ScriptRoots roots;
  private Set<Path> files = Set.of();

  TreeScripts(ScriptRoots roots) {
    this.roots = roots;
  }

  /// The files that were looked for at the last reading, existing or not.
  Set<Path> files() {
    return files;
  }

  Reading read(Problems problems, Set<String> refused) {
    files = new HashSet<>();
    return new Reading(problems, refused);
  }

  /// One reading of the tree.
  final class Reading {
    private final Problems problems;
    private final Set<String> refused;
    private final Map<String, Optional<TreeEntry<FilterScript>>> byPath = new LinkedHashMap<>();

    private Reading(Problems problems, Set<String> refused) {
      this.problems = problems;
      this.refused = refused;
    }

    /// Those whose scripts can all be read; the files of the others are refused.
    List<TreeEntry<Monitor>> monitorsWithScripts(List<TreeEntry<Monitor>> monitors) {
      return readable(
          monitors,
          monitor ->
              monitor.triggerConditions().stream().map(ScriptCondition::scriptPath).toList());
    }

    /// As {@link #monitorsWithScripts}.
    List<TreeEntry<Trigger>> triggersWithScripts(List<TreeEntry<Trigger>> triggers) {
      return readable(
          triggers,
          trigger ->
              trigger.config() instanceof Trigger.Config.Script script
                  ? List.of(script.scriptPath())
                  : List.of());
    }

    /// All scripts that were read.
    List<TreeEntry<FilterScript>> found() {
      return byPath.values().stream().flatMap(Optional::stream).toList();
    }

    private <T> List<TreeEntry<T>> readable(
        List<TreeEntry<T>> entries, Function<T, List<String>> paths) {
      List<TreeEntry<T>> readable = new ArrayList<>();
      for (TreeEntry<T> entry : entries) {
        List<String> missing =
            paths.apply(entry.definition()).stream()
                .filter(path -> byPath.computeIfAbsent(path, this::script).isEmpty())
                .distinct()
                .toList();
        missing.forEach(
            path ->
                problems.error(
                    entry.place().toString(),
                    "script.unreadable",
                    "names a script that cannot be used: " + path));
        if (missing.isEmpty()) {
          readable.add(entry);
        } else {
          refused.add(entry.source());
        }
      }
      return readable;
    }

    private Optional<TreeEntry<FilterScript>> script(String path) {
      Optional<Path> file = find(path);
      problems.require(
          path.length() <= MAX_PATH, path, "script.path.size", "is a path that is too long");
      if (file.isEmpty() || path.length() > MAX_PATH) {
        return Optional.empty();
      }
      return text(path, file.get()).map(text -> entry(new FilterScript(path, text)));
    }

    private Optional<String> text(String path, Path file) {
      try {
        if (Files.size(file) > FilterScript.MAX_BYTES) {
          problems.error(path, "script.size", "must be at most 1 MiB");
          return Optional.empty();
        }
        byte[] bytes = Files.readAllBytes(file);
        String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        problems.require(
            text.indexOf('\0') < 0, path, "script.text", "holds a NUL, which no interpreter takes");
        return Optional.of(text).filter(it -> it.indexOf('\0') < 0);
      } catch (CharacterCodingException e) {
        problems.error(path, "script.text", "is not UTF-8");
      } catch (IOException e) {
        problems.error(path, "script.unreadable", "cannot be read");
      }
      return Optional.empty();
    }

    private Optional<Path> find(String path) {
      files.addAll(roots.candidates(path));
      return roots.find(path, Files::isRegularFile);
    }
  }

  private static TreeEntry<FilterScript> entry(FilterScript script) {
    String document =
        CanonicalJson.write(JsonNodeFactory.instance.objectNode().put("content", script.content()));
    return new TreeEntry<>(
        script.path(), Place.root(script.path()), script, document, CanonicalJson.digest(document));
  }
}
