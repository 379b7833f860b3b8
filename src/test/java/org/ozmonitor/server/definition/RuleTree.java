package org.ozmonitor.server.definition;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ozmonitor.core.evm.EvmEngine;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.fixture.SharedData;
import org.ozmonitor.server.codec.Secrets;

/// A sound configuration tree that uses every field, and how to break it in one place.
final class RuleTree {
  private static final Secrets SECRETS =
      new Secrets(Map.of("VIEWING_KEY", "key", "BAD_URL", "gopher://x"));
  private static final Path SOUND = Path.of("src/test/resources/check-rules/config");

  private final Path directory;

  /// @param parent scripts are looked for from here
  RuleTree(Path parent) {
    directory = parent.resolve("config");
    try (Stream<Path> files = Files.walk(SOUND)) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(SOUND.relativize(file).toString()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Problem> check() {
    ConfigurationTree tree = ConfigurationTree.read(directory, SECRETS);
    return ConfigurationCheck.check(tree, List.of(new EvmEngine()));
  }

  ConfigurationTree read(TreeLimits limits) {
    return ConfigurationTree.read(directory, SECRETS, limits);
  }

  /// @param change what `rules.txt` says of a line
  @CanIgnoreReturnValue
  RuleTree with(String file, String pointer, String change) {
    try {
      Path path = directory.resolve(file);
      if (pointer.isEmpty()) {
        changeFile(path, change);
      } else if (change.equals("twice")) {
        String name = pointer.substring(pointer.lastIndexOf('/') + 1);
        String member = "\"" + name + "\": " + SharedData.json(path).at(pointer);
        String text = SharedData.json(path).toPrettyString();
        Files.writeString(path, text.replaceFirst("\"" + name + "\"", member + ", $0"));
      } else {
        Files.writeString(path, changed(SharedData.json(path), pointer, change).toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private void changeFile(Path path, String change) throws IOException {
    if (change.equals("remove")) {
      try (Stream<Path> files = Files.list(path)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(path);
    } else if (change.startsWith("copy ")) {
      String[] parts = change.split(" ", 4);
      JsonNode source = SharedData.json(directory.resolve(parts[1]));
      Files.writeString(path, changed(source, parts[2], parts[3]).toString());
    } else {
      Files.writeString(path, change.substring("text".length()));
    }
  }

  private static JsonNode changed(JsonNode root, String pointer, String change) {
    JsonPointer at = JsonPointer.compile(pointer);
    JsonNode parent = root.at(at.head());
    String key = at.last().getMatchingProperty();
    if (parent instanceof ArrayNode array) {
      array.set(at.last().getMatchingIndex(), SharedData.parse(change));
    } else if (change.equals("remove")) {
      ((ObjectNode) parent).remove(key);
    } else if (change.endsWith(" bytes")) {
      ((ObjectNode) parent).put(key, "a".repeat(Integer.parseInt(change.split(" ", 2)[0])));
    } else {
      ((ObjectNode) parent).set(key, SharedData.parse(change));
    }
    return root;
  }
}
