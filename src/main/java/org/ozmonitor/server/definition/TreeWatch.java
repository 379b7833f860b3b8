package org.ozmonitor.server.definition;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.server.async.OffLoop;
import org.ozmonitor.server.codec.ScriptRoots;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.secret.DocumentSeal;

/// Looks whether a configuration tree has changed and reads it when it has: first sizes and times,
/// then only the contents that changed. Works on worker threads, one call at a time.
final class TreeWatch {
  private final Path directory;
  private final TreeReader reader;
  private final DocumentSeal seal;
  private final List<ChainEngine> engines;
  private final Map<String, List<Problem>> checked = new HashMap<>();
  private Map<Path, TreeFiles.Stamp> stamps = Map.of();
  private boolean read;

  TreeWatch(
      Path directory,
      Secrets secrets,
      TreeLimits limits,
      ScriptRoots scripts,
      List<ChainEngine> engines,
      DocumentSeal seal) {
    this.seal = seal;
    this.directory = directory;
    this.reader = new TreeReader(directory, secrets, limits, scripts, TreeReader.Known.NOTHING);
    this.engines = List.copyOf(engines);
  }

  /// A tree with everything that can be said about it.
  record Seen(ConfigurationTree tree, List<Problem> problems) {}

  /// The tree, if it was never read or has changed since.
  Future<Optional<Seen>> look(Context context) {
    return OffLoop.call(context, this::lookNow);
  }

  /// Stamps are taken before the contents: a file that changes in between is read again. Scripts
  /// that were not known before are seen as changed the next time, for the same reason.
  private synchronized Optional<Seen> lookNow() throws IOException {
    Map<Path, TreeFiles.Stamp> now = stampsNow();
    if (read && now.equals(stamps)) {
      return Optional.empty();
    }
    ConfigurationTree tree = reader.read().digestedBy(seal);
    stamps = now;
    read = true;
    var problems = new Problems();
    problems.addAll(tree.problems());
    problems.addAll(checkMonitors(tree));
    NotActedUpon.report(tree, ConfigurationCheck.chains(engines), problems);
    return Optional.of(new Seen(tree, problems.all()));
  }

  private Map<Path, TreeFiles.Stamp> stampsNow() throws IOException {
    Map<Path, TreeFiles.Stamp> now = TreeFiles.stamps(directory);
    for (Path file : reader.scriptFiles()) {
      if (Files.exists(file)) { // false below a file, too, and behind a closed door
        TreeFiles.stamp(file).ifPresent(stamp -> now.put(file, stamp));
      }
    }
    return now;
  }

  /// Monitors that the engines have seen before are not checked again.
  private List<Problem> checkMonitors(ConfigurationTree tree) {
    List<Problem> all = new ArrayList<>();
    Map<String, List<Problem>> now = new HashMap<>();
    for (TreeEntry<Monitor> entry : tree.monitors()) {
      String key = entry.place() + " " + entry.digest();
      List<Problem> problems = checked.get(key);
      if (problems == null) {
        problems = ConfigurationCheck.byEngines(tree, List.of(entry), engines);
      }
      now.put(key, problems);
      all.addAll(problems);
    }
    checked.clear();
    checked.putAll(now);
    return all;
  }
}
