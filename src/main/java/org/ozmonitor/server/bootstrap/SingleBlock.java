package org.ozmonitor.server.bootstrap;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.rpc.ChainClient;
import org.ozmonitor.server.rpc.FetchedBlock;
import org.ozmonitor.server.work.RunBlock;

/// Fetches one block per network and runs it through one monitor. Blocks.
final class SingleBlock {
  private final Secrets secrets;

  SingleBlock(Secrets secrets) {
    this.secrets = secrets;
  }

  /// Prints the matches as one JSON array on standard output; problems go to standard error.
  ///
  /// @param block empty: the newest one of each network
  int print(List<Network> networks, Monitor monitor, OptionalLong block) {
    try (var chains = new ChainReading(secrets)) {
      Problems problems = new Problems();
      StringBuilder matches = new StringBuilder();
      for (Network network : networks) {
        String found = run(chains, network, monitor, block, problems);
        String inner = found.substring(1, found.length() - 1);
        matches.append(matches.isEmpty() || inner.isEmpty() ? "" : ",").append(inner);
      }
      problems.all().forEach(problem -> System.err.println(problem));
      System.out.println("[" + matches + "]");
      return problems.hasErrors() ? 1 : 0;
    } catch (RuntimeException e) { // an endpoint that fails is the user's to see, not a stack trace
      System.err.println("The block could not be read: " + e.getMessage());
      return 1;
    }
  }

  private static String run(
      ChainReading chains,
      Network network,
      Monitor monitor,
      OptionalLong block,
      Problems problems) {
    Optional<byte[]> payload =
        chains.supports(network)
            ? Optional.of(fetch(chains.client(network), block))
            : Optional.empty();
    byte[] bytes = payload.orElseGet(() -> new byte[0]);
    return new RunBlock(Chains.ENGINES).matches(network, monitor, bytes, problems);
  }

  private static byte[] fetch(ChainClient client, OptionalLong block) {
    Future<Long> height =
        block.isPresent() ? Future.succeededFuture(block.getAsLong()) : client.head();
    return ChainReading.answer(height.compose(client::fetch).map(FetchedBlock::payload));
  }
}
