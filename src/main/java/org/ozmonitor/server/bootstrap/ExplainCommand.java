package org.ozmonitor.server.bootstrap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.evm.EvmExplainer;
import org.ozmonitor.core.evm.block.EvmBlock;
import org.ozmonitor.core.evm.block.EvmBlockDecoder;
import org.ozmonitor.core.evm.block.EvmTransaction;
import org.ozmonitor.core.evm.explain.Explanation;
import org.ozmonitor.core.evm.explain.ExplanationJson;
import org.ozmonitor.core.evm.explain.ExplanationText;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.core.problem.Suggestion;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.definition.ConfigurationTree;
import org.ozmonitor.server.definition.TreeEntry;
import org.ozmonitor.server.rpc.ChainClient;
import org.ozmonitor.server.rpc.TransactionPlace;

/// Says why a monitor did or did not match a transaction, on standard output. Opens no database and
/// sends nothing. Blocks.
final class ExplainCommand {
  private final Command.Explain command;
  private final Problems problems = new Problems();

  ExplainCommand(Command.Explain command) {
    this.command = command;
  }

  int run() {
    LogSetup.quiet();
    Secrets secrets = ConfigurationTree.processSecrets();
    ConfigurationTree tree = ConfigurationTree.read(command.configDir(), secrets);
    Optional<Monitor> monitor =
        find(tree, tree.monitors(), "monitor", command.monitor(), Monitor::name);
    Optional<Network> network =
        find(tree, tree.networks(), "network", command.network(), Network::slug);
    if (monitor.isPresent() && network.isPresent()) {
      checkTogether(monitor.get(), network.get());
    }
    if (problems.hasErrors()) {
      return refuse();
    }
    try (var chains = new ChainReading(secrets)) {
      return explain(chains, monitor.orElseThrow(), network.orElseThrow());
    } catch (RuntimeException e) { // an endpoint that fails is the user's to see, not a stack trace
      System.err.println("The transaction could not be read: " + e.getMessage());
      return 1;
    }
  }

  /// What is named as in the document or by its file; the faults of a file that was refused go with
  /// the message.
  private <T> Optional<T> find(
      ConfigurationTree tree,
      List<TreeEntry<T>> entries,
      String kind,
      String wanted,
      Function<T, String> name) {
    List<String> known = new ArrayList<>();
    for (TreeEntry<T> entry : entries) {
      String own = name.apply(entry.definition());
      if (own.strip().equalsIgnoreCase(wanted.strip()) || entry.name().equals(wanted)) {
        return Optional.of(entry.definition());
      }
      known.add(own);
    }
    String folder = kind + "s/";
    tree.errors().stream()
        .filter(problem -> problem.place().startsWith(folder))
        .forEach(problem -> problems.error(problem.place(), problem.rule(), problem.message()));
    problems.error(
        command.configDir().toString(),
        kind + ".unknown",
        "has no valid %s \"%s\"%s".formatted(kind, wanted, Suggestion.hint(wanted, known)));
    return Optional.empty();
  }

  private void checkTogether(Monitor monitor, Network network) {
    problems.require(
        monitor.networks().contains(network.slug()),
        "monitor " + monitor.name(),
        "monitor.networks.other",
        "does not watch %s but %s"
            .formatted(network.slug(), String.join(", ", monitor.networks())));
  }

  private int explain(ChainReading chains, Monitor monitor, Network network) {
    if (!chains.supports(network)) {
      problems.error(
          network.slug(),
          "network.chain.available",
          "chain not available: transactions of %s cannot be explained yet"
              .formatted(network.chain().spelling()));
      return refuse();
    }
    ChainClient client = chains.client(network);
    return switch (ChainReading.answer(client.locate(command.transaction()))) {
      case TransactionPlace.Unknown() -> {
        unusable("unknown", "is not known to " + network.slug() + ": no endpoint has it");
        yield refuse();
      }
      case TransactionPlace.Pending() -> {
        unusable("pending", "is pending: it stands in no block yet, so nothing is matched");
        yield refuse();
      }
      case TransactionPlace.In(var ref) -> {
        byte[] payload = ChainReading.answer(client.fetch(ref)).payload();
        yield print(monitor, network, EvmBlockDecoder.decode(payload));
      }
    };
  }

  private int print(Monitor monitor, Network network, EvmBlock block) {
    var explainer = new EvmExplainer(network.slug(), monitor, problems);
    Optional<EvmTransaction> transaction = EvmExplainer.find(block, command.transaction());
    if (transaction.isEmpty()) {
      unusable("unknown", "does not stand in the block that the endpoint named");
    }
    if (problems.hasErrors()) {
      return refuse();
    }
    problems.warnings().forEach(problem -> System.err.println(problem));
    Explanation explanation = explainer.explain(block, transaction.orElseThrow());
    if (command.json()) {
      System.out.println(ExplanationJson.of(explanation));
      return 0;
    }
    System.out.print(ExplanationText.of(explanation));
    if (monitor.paused()) {
      System.out.println("The monitor is paused, so that nothing is matched now.");
    }
    if (!monitor.triggerConditions().isEmpty()) {
      System.out.println("Its trigger conditions are not part of this: no script was run.");
    }
    return 0;
  }

  private void unusable(String what, String message) {
    problems.error(command.transaction(), "transaction." + what, message);
  }

  private int refuse() {
    for (Problem problem : problems.errors()) {
      System.err.println(problem);
    }
    return 1;
  }
}
