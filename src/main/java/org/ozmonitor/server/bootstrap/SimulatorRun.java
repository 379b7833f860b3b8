package org.ozmonitor.server.bootstrap;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CountDownLatch;
import org.ozmonitor.server.demo.LongChain;
import org.ozmonitor.server.demo.LongChainNode;
import org.ozmonitor.server.demo.SimulatedWorld;

/// Runs a node with a long simulated chain, for load tests. Blocks until the process is told to
/// stop.
final class SimulatorRun {
  /// Returns the exit code when it could not start or was interrupted; a signal ends the process.
  int run(Command.Simulator command) {
    LogSetup.quiet();
    LongChain chain = new LongChain(command.seed(), command.blocks(), command.transactions());
    LongChainNode node = new LongChainNode(Vertx.vertx(), chain);
    String url = Node.await(node.start(command.port()));
    System.out.println(
        new JsonObject()
            .put("url", url)
            .put("first", LongChain.FIRST)
            .put("last", chain.last())
            .put("mark_every", LongChain.MARK_EVERY)
            .put("marked_token", SimulatedWorld.ALPHA)
            .encode());
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }
}
