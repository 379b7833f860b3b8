package org.ozmonitor.server.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.ToIntFunction;
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
import org.ozmonitor.server.definition.TenantTree;
import org.ozmonitor.server.definition.TreeLimits;

/// Commands on a configuration tree that need no node: they open no database, join no cluster, run
/// none of its scripts and send nothing. Block.
final class TreeCommands {
  private TreeCommands() {}

  /// Prints every problem of some trees. Exit code 1 when one of them refuses something.
  static int check(Command.Check command) {
    ConfigSources sources =
        ConfigSources.ofProcess(Map.of("secrets.environment", "*"), command.configFile(), Map.of());
    return switch (ConfigLoader.load(sources)) {
      case ConfigResult.Invalid invalid -> Commands.refuse(invalid);
      case ConfigResult.Valid valid -> {
        var limits = new TreeLimits(valid.config().limits().anyAddressMonitors());
        Secrets secrets = ConfigurationTree.processSecrets(valid.config().secrets().environment());
        SequencedMap<TenantTree, ConfigurationTree> trees = new LinkedHashMap<>();
        command
            .trees()
            .forEach(tree -> trees.put(tree, ConfigurationTree.read(tree, secrets, limits)));
        yield report(trees, secrets);
      }
    };
  }

  private static int report(SequencedMap<TenantTree, ConfigurationTree> trees, Secrets secrets) {
    List<Problem> problems = new ArrayList<>();
    trees.forEach(
        (of, tree) -> {
          problems.addAll(of.named(ConfigurationCheck.check(tree, Chains.ENGINES)));
          problems.addAll(of.named(VaultCheck.of(tree, secrets)));
          problems.addAll(of.named(ScriptCheck.of(tree)));
        });
    problems.addAll(ConfigurationCheck.conflicts(trees));
    problems.forEach(
        problem ->
            System.out.println(problem.severity().name().toLowerCase(Locale.ROOT) + " " + problem));
    long errors =
        problems.stream().filter(problem -> problem.severity() == Problem.Severity.ERROR).count();
    System.out.println(
        "%d networks, %d monitors, %d triggers are valid; %d errors, %d warnings"
            .formatted(
                count(trees, tree -> tree.networks().size()),
                count(trees, tree -> tree.monitors().size()),
                count(trees, tree -> tree.triggers().size()),
                errors,
                problems.size() - errors));
    return errors == 0 ? 0 : 1;
  }

  private static int count(
      Map<TenantTree, ConfigurationTree> trees, ToIntFunction<ConfigurationTree> number) {
    return trees.values().stream().mapToInt(number).sum();
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
