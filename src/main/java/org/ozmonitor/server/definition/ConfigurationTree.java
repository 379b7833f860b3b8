package org.ozmonitor.server.definition;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ozmonitor.core.definition.FilterScript;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.server.codec.DotEnv;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.secret.DocumentSeal;

/// What an OpenZeppelin Monitor configuration tree says: its valid part, everything that is wrong
/// with the rest, and a fingerprint by which nodes compare their trees. Immutable.
///
/// @param scripts those that monitors and triggers of the valid part name, with their contents
/// @param refused files with something that is not in the valid part; a directory that is missing
///     stands here with a slash at its end
/// @param fingerprint SHA-256 over sorted relative paths and contents
public record ConfigurationTree(
    List<TreeEntry<Network>> networks,
    List<TreeEntry<Monitor>> monitors,
    List<TreeEntry<Trigger>> triggers,
    List<TreeEntry<FilterScript>> scripts,
    Set<String> refused,
    List<Problem> problems,
    String fingerprint) {
  /// Says nothing.
  static final ConfigurationTree EMPTY =
      new ConfigurationTree(List.of(), List.of(), List.of(), List.of(), Set.of(), List.of(), "");

  public ConfigurationTree {
    networks = List.copyOf(networks);
    monitors = List.copyOf(monitors);
    triggers = List.copyOf(triggers);
    scripts = List.copyOf(scripts);
    refused = Set.copyOf(refused);
    problems = List.copyOf(problems);
  }

  /// Reads a tree within the default limits. Blocks.
  public static ConfigurationTree read(Path directory, Secrets secrets) {
    return read(directory, secrets, TreeLimits.DEFAULT);
  }

  /// Reads a tree of whoever runs the process. Blocks.
  public static ConfigurationTree read(Path directory, Secrets secrets, TreeLimits limits) {
    return read(TenantTree.own(directory), secrets, limits);
  }

  /// Reads a tree. Blocks.
  public static ConfigurationTree read(TenantTree tree, Secrets secrets, TreeLimits limits) {
    return new TreeReader(
            tree.directory(), secrets, limits, tree.scriptRoots(), TreeReader.Known.NOTHING)
        .read();
  }

  /// Secrets as OpenZeppelin Monitor finds them: environment variables, `.env` of the working
  /// directory over them. Blocks.
  public static Secrets processSecrets() {
    return processSecrets(Secrets.ANY_VARIABLE);
  }

  /// As {@link #processSecrets()}, where documents may name some variables only.
  ///
  /// @param allowed names with `*` for any characters
  public static Secrets processSecrets(List<String> allowed) {
    try {
      return new Secrets(DotEnv.over(System.getenv(), Path.of(".env")), allowed);
    } catch (IOException e) {
      throw new UncheckedIOException("the file .env cannot be read", e);
    }
  }

  /// The same with digests and a fingerprint that may be stored: they tell nothing about secrets.
  ConfigurationTree digestedBy(DocumentSeal seal) {
    return new ConfigurationTree(
        digested(networks, seal),
        digested(monitors, seal),
        digested(triggers, seal),
        scripts,
        refused,
        problems,
        seal.fingerprint(fingerprint));
  }

  private static <T> List<TreeEntry<T>> digested(List<TreeEntry<T>> entries, DocumentSeal seal) {
    return entries.stream().map(entry -> entry.withDigest(seal.digest(entry.document()))).toList();
  }

  /// The same without some networks and monitors, whose files are refused now.
  ConfigurationTree without(
      Set<TreeEntry<Network>> otherNetworks, Set<TreeEntry<Monitor>> otherMonitors) {
    if (otherNetworks.isEmpty() && otherMonitors.isEmpty()) {
      return this;
    }
    Set<String> files = new HashSet<>(refused);
    otherNetworks.forEach(entry -> files.add(entry.source()));
    otherMonitors.forEach(entry -> files.add(entry.source()));
    return new ConfigurationTree(
        networks.stream().filter(entry -> !otherNetworks.contains(entry)).toList(),
        monitors.stream().filter(entry -> !otherMonitors.contains(entry)).toList(),
        triggers,
        scripts,
        files,
        problems,
        fingerprint);
  }

  /// Only what refuses something.
  public List<Problem> errors() {
    return problems.stream().filter(p -> p.severity() == Problem.Severity.ERROR).toList();
  }

  /// Whether a file that is named by earlier revisions cannot tell now what became of them, so that
  /// they stay as they were.
  boolean keeps(String source) {
    return refused.contains(source)
        || refused.contains(source.substring(0, source.indexOf('/') + 1));
  }
}
