package org.ozmonitor.server.bootstrap;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.ozmonitor.server.config.ConfigLoader;
import org.ozmonitor.server.config.ConfigResult;
import org.ozmonitor.server.config.ConfigSources;
import org.ozmonitor.server.config.Role;

/// Runs a node until the process is told to stop (SIGINT, SIGTERM) or must stop. Blocks.
final class Serving {
  private final CountDownLatch mustEnd = new CountDownLatch(1);

  /// Returns the exit code when the node must end by itself; a signal ends the process from within.
  int run(Command.Serve command) {
    Map<String, String> defaults =
        command.configDir().isPresent() ? Map.of("outbound.allow_private", "true") : Map.of();
    Map<String, String> flags =
        command.mode().map(mode -> Map.of("service_mode", mode.toString())).orElseGet(Map::of);
    ConfigSources sources = ConfigSources.ofProcess(defaults, command.configFile(), flags);
    return switch (ConfigLoader.load(sources)) {
      case ConfigResult.Invalid invalid -> Commands.refuse(invalid);
      case ConfigResult.Valid valid -> run(command, valid);
    };
  }

  private int run(Command.Serve command, ConfigResult.Valid settings) {
    LogSetup.apply(settings.config().log());
    NodeLog log = new NodeLog();
    Set<Role> named = command.deployment().roles();
    NodeSetup setup =
        new NodeSetup(
            settings.config(),
            named.isEmpty() ? settings.config().roles() : named,
            command.clustered(),
            command.configDir(),
            command.vertxOptions(),
            settings.notActedUpon(),
            () -> {
              log.superseded();
              mustEnd.countDown();
            });
    Node node;
    try {
      node = NodeStart.run(setup);
    } catch (RuntimeException e) { // whatever kept it from starting, the operator must read it
      log.didNotStart(e);
      return 1;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node, log), "shutdown"));
    try {
      mustEnd.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  private static void stop(Node node, NodeLog log) {
    long began = System.nanoTime();
    log.stops();
    node.stop();
    log.stopped((System.nanoTime() - began) / 1_000_000);
  }
}
