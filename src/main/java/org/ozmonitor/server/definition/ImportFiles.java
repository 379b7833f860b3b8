package org.ozmonitor.server.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.server.codec.JsonDocument;
import org.ozmonitor.server.codec.ScriptRoots;

/// What is to be imported, as a configuration tree on disk: a tree, a ZIP of one, or one file of
/// one. Blocks.
final class ImportFiles implements AutoCloseable {
  /// How deep in an archive its tree may lie.
  private static final int DEEPEST = 8;

  private final Optional<Path> tree;
  private final ScriptRoots scripts;
  private final Optional<Path> temporary;

  private ImportFiles(Optional<Path> tree, ScriptRoots scripts, Optional<Path> temporary) {
    this.tree = tree;
    this.scripts = scripts;
    this.temporary = temporary;
  }

  /// @param problems takes what is wrong with a file or an archive before it is a tree
  static ImportFiles open(Path given, Problems problems) throws IOException {
    if (Files.isDirectory(given)) {
      return ofDirectory(given, given, Optional.empty(), problems);
    }
    if (!Files.isRegularFile(given)) {
      problems.error(given.toString(), "import.missing", "is neither a file nor a directory");
      return new ImportFiles(Optional.empty(), ScriptRoots.confined(given), Optional.empty());
    }
    Path temporary = Files.createTempDirectory("ozmonitor-import");
    return ZipTree.isZip(given)
        ? ofZip(given, temporary, problems)
        : ofFile(given, temporary, problems);
  }

  /// The tree; empty where there is none.
  Optional<Path> tree() {
    return tree;
  }

  /// Where its scripts lie: within the tree, or around a file in its tree.
  ScriptRoots scripts() {
    return scripts;
  }

  @Override
  public void close() {
    temporary.ifPresent(ImportFiles::delete);
  }

  private static ImportFiles ofDirectory(
      Path tree, Path given, Optional<Path> temporary, Problems problems) {
    boolean isTree = holdsDocuments(tree);
    problems.require(
        isTree,
        String.valueOf(given.getFileName()),
        "import.no_tree",
        "holds none of the directories " + String.join(", ", TreeFiles.KINDS));
    return new ImportFiles(
        isTree ? Optional.of(tree) : Optional.empty(), ScriptRoots.confined(tree), temporary);
  }

  private static ImportFiles ofZip(Path zip, Path temporary, Problems problems) throws IOException {
    new ZipTree(zip, temporary, ZipTree.Bounds.DEFAULT, problems).unpack();
    List<Path> trees = problems.hasErrors() ? List.of() : trees(temporary);
    problems.require(
        trees.size() <= 1,
        String.valueOf(zip.getFileName()),
        "import.zip.several_trees",
        "holds more than one configuration tree");
    return ofDirectory(
        trees.isEmpty() || problems.hasErrors() ? temporary : trees.getFirst(),
        zip,
        Optional.of(temporary),
        problems);
  }

  /// The trees that lie highest.
  private static List<Path> trees(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory, DEEPEST)) {
      List<Path> trees = all.filter(ImportFiles::holdsDocuments).toList();
      int highest = trees.stream().mapToInt(Path::getNameCount).min().orElse(0);
      return trees.stream().filter(tree -> tree.getNameCount() == highest).toList();
    }
  }

  private static boolean holdsDocuments(Path directory) {
    return TreeFiles.KINDS.stream().anyMatch(kind -> Files.isDirectory(directory.resolve(kind)));
  }

  /// The file is copied into a tree of its own; its scripts stay where they are.
  private static ImportFiles ofFile(Path file, Path temporary, Problems problems)
      throws IOException {
    Path directory = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
    String name = String.valueOf(file.getFileName());
    Path home =
        TreeFiles.KINDS.contains(String.valueOf(directory.getFileName()))
            ? Optional.ofNullable(directory.getParent()).orElse(directory)
            : directory;
    ScriptRoots scripts = ScriptRoots.confined(home);
    if (Files.size(file) > TreeFiles.MAX_SIZE) {
      problems.error(name, "tree.file.size", "is too large");
      return new ImportFiles(Optional.empty(), scripts, Optional.of(temporary));
    }
    Optional<String> kind =
        JsonDocument.parse(Files.readAllBytes(file), name, problems)
            .flatMap(document -> kind(document.root()));
    problems.require(
        kind.isPresent() || problems.hasErrors(),
        name,
        "import.kind",
        "is no network, no monitor and no map of triggers");
    if (kind.isEmpty()) {
      return new ImportFiles(Optional.empty(), scripts, Optional.of(temporary));
    }
    Path target =
        temporary.resolve(kind.get()).resolve(name.endsWith(".json") ? name : name + ".json");
    Files.createDirectories(temporary.resolve(kind.get()));
    Files.copy(file, target);
    return new ImportFiles(Optional.of(temporary), scripts, Optional.of(temporary));
  }

  /// By the keys that only one kind has; a map of documents is of the kind of its first one.
  private static Optional<String> kind(JsonNode root) {
    if (root.has("network_type") || root.has("rpc_urls")) {
      return Optional.of(TreeFiles.NETWORKS);
    }
    if (root.has("match_conditions") || root.has("addresses")) {
      return Optional.of(TreeFiles.MONITORS);
    }
    if (root.properties().isEmpty()) {
      return Optional.empty();
    }
    JsonNode first = root.properties().iterator().next().getValue();
    return first.has("trigger_type") ? Optional.of(TreeFiles.TRIGGERS) : kindOfMember(first);
  }

  private static Optional<String> kindOfMember(JsonNode first) {
    return first.isObject() && !first.properties().isEmpty() && isDocument(first)
        ? kind(first)
        : Optional.empty();
  }

  private static boolean isDocument(JsonNode node) {
    return Stream.of("network_type", "rpc_urls", "match_conditions", "addresses")
        .anyMatch(node::has);
  }

  private static void delete(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
