package org.ozmonitor.server.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.server.codec.Document;
import org.ozmonitor.server.codec.JsonDocument;
import org.ozmonitor.server.codec.MonitorCodec;
import org.ozmonitor.server.codec.Place;
import org.ozmonitor.server.codec.ScriptRoots;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.codec.Surroundings;
import org.ozmonitor.server.config.ConfigLoader;
import org.ozmonitor.server.config.ConfigResult;
import org.ozmonitor.server.config.ConfigSources;
import org.ozmonitor.server.definition.ConfigurationCheck;
import org.ozmonitor.server.definition.ConfigurationTree;
import org.ozmonitor.server.definition.TreeLimits;

/// Commands on a configuration tree that need no node: they open no database, join no cluster, run
/// none of its scripts and send nothing. Block.
final class TreeCommands {
  private TreeCommands() {}

  /// Prints every problem of a tree. Exit code 1 when one of them refuses something.
  static int check(Command.Check command) {
    ConfigSources sources =
        ConfigSources.ofProcess(Map.of("secrets.environment", "*"), command.configFile(), Map.of());
    return switch (ConfigLoader.load(sources)) {
      case ConfigResult.Invalid invalid -> Commands.refuse(invalid);
      case ConfigResult.Valid valid -> {
        var limits = new TreeLimits(valid.config().limits().anyAddressMonitors());
        Secrets secrets = ConfigurationTree.processSecrets(valid.config().secrets().environment());
        yield report(ConfigurationTree.read(command.configDir(), secrets, limits), secrets);
      }
    };
  }

  private static int report(ConfigurationTree tree, Secrets secrets) {
    List<Problem> problems = new ArrayList<>(ConfigurationCheck.check(tree, Chains.ENGINES));
    problems.addAll(VaultCheck.of(tree, secrets));
    problems.addAll(ScriptCheck.of(tree));
    problems.forEach(
        problem ->
            System.out.println(problem.severity().name().toLowerCase(Locale.ROOT) + " " + problem));
    long errors =
        problems.stream().filter(problem -> problem.severity() == Problem.Severity.ERROR).count();
    System.out.println(
        "%d networks, %d monitors, %d triggers are valid; %d errors, %d warnings"
            .formatted(
                tree.networks().size(),
                tree.monitors().size(),
                tree.triggers().size(),
                errors,
                problems.size() - errors));
    return errors == 0 ? 0 : 1;
  }

  /// Prints the matches of one block and one monitor as a JSON array.
  static int runBlock(Command.RunBlock command) {
    LogSetup.quiet();
    Secrets secrets = ConfigurationTree.processSecrets();
    ConfigurationTree tree = ConfigurationTree.read(command.configDir(), secrets);
    Problems problems = new Problems();
    Optional<Monitor> monitor = monitor(command, secrets, problems);
    List<Network> networks =
        monitor.map(found -> networks(command, tree, found, problems)).orElseGet(List::of);
    if (problems.hasErrors()) {
      problems.errors().forEach(problem -> System.err.println(problem));
      return 1;
    }
    return new SingleBlock(secrets).print(networks, monitor.orElseThrow(), command.block());
  }

  private static Optional<Monitor> monitor(
      Command.RunBlock command, Secrets secrets, Problems problems) {
    Path file = command.monitorPath();
    byte[] text;
    try {
      text = Files.readAllBytes(file);
    } catch (IOException e) {
      problems.error(
          file.toString(), "monitor.file.unreadable", "cannot be read: " + e.getMessage());
      return Optional.empty();
    }
    ScriptRoots scripts = ScriptRoots.open(command.configDir());
    return JsonDocument.parse(text, file.toString(), problems)
        .map(
            json ->
                new Document(
                    json.root(),
                    Place.root(file.toString()),
                    json.duplicates(),
                    Surroundings.of(secrets, scripts),
                    problems))
        .flatMap(new MonitorCodec()::read);
  }

  private static List<Network> networks(
      Command.RunBlock command, ConfigurationTree tree, Monitor monitor, Problems problems) {
    List<String> slugs = command.network().map(List::of).orElseGet(monitor::networks);
    List<Network> found =
        tree.networks().stream()
            .filter(
                entry -> slugs.contains(entry.definition().slug()) || slugs.contains(entry.name()))
            .map(entry -> entry.definition())
            .toList();
    if (found.isEmpty()) {
      tree.errors().forEach(p -> problems.error(p.place(), p.rule(), p.message()));
      problems.error(
          command.configDir().toString(),
          "network.unknown",
          "has no valid network " + String.join(", ", slugs));
    }
    return found;
  }
}
