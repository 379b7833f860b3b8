package org.ozmonitor.server.bootstrap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ozmonitor.server.config.ConfigLoader;
import org.ozmonitor.server.config.ConfigResult;
import org.ozmonitor.server.config.ConfigSources;
import org.ozmonitor.server.config.Role;
import org.ozmonitor.server.definition.TenantTree;

/// Runs a node until the process is told to stop (SIGINT, SIGTERM) or must stop. Blocks.
final class Serving {
  /// Below the 30 s after which container platforms kill.
  private static final Duration LONGEST_STOP = Duration.ofSeconds(25);

  /// How long the step of a start that was interrupted by a signal may take to notice.
  private static final Duration LONGEST_START_STEP = Duration.ofSeconds(10);

  /// Who runs nothing but a tree of their own may reach what is theirs.
  private static final Map<String, String> OWN_TREE =
      Map.of(
          "outbound.allow_private", "true",
          "secrets.environment", "*",
          "scripts.isolation", "trusted");

  private final CountDownLatch mustEnd = new CountDownLatch(1);

  /// Returns the exit code when the node must end by itself; a signal ends the process from within.
  int run(Command.Serve command) {
    boolean isOwn =
        !command.trees().isEmpty() && command.trees().stream().allMatch(TenantTree::isOwn);
    Map<String, String> defaults = isOwn ? OWN_TREE : Map.of();
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
            command.trees(),
            command.vertxOptions(),
            notActedUpon(settings, command.deployment()),
            () -> {
              log.superseded();
              mustEnd.countDown();
            },
            mustEnd::countDown);
    return serve(setup, log);
  }

  private static List<String> notActedUpon(
      ConfigResult.Valid settings, Command.Deployment deployment) {
    List<String> keys = new ArrayList<>(settings.notActedUpon());
    if (!deployment.instances().isEmpty()) {
      keys.add("-deployment-options: instances");
    }
    return keys;
  }

  /// The hook comes first: a signal during the start must not leave a database server behind.
  private int serve(NodeSetup setup, NodeLog log) {
    Node node = new Node();
    CountDownLatch startIsOver = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> shutDown(node, startIsOver, log), "shutdown"));
    try {
      NodeStart.run(node, setup);
    } catch (RuntimeException e) { // whatever kept it from starting, the operator must read it
      log.didNotStart(e);
      return 1;
    } finally {
      startIsOver.countDown();
    }
    try {
      mustEnd.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  /// The process ends after {@link #LONGEST_STOP} whatever does not stop: a second signal cannot
  /// hurry it, and all that matters is durable.
  private static void shutDown(Node node, CountDownLatch startIsOver, NodeLog log) {
    if (node.isStopping()) { // it could not start; what it had started must be gone first
      var _ = hasEnded(startIsOver, LONGEST_STOP);
      return;
    }
    Thread stop = Thread.ofPlatform().name("stop").start(() -> stop(node, startIsOver, log));
    try {
      if (!stop.join(LONGEST_STOP)) {
        log.stopTookTooLong(LONGEST_STOP.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void stop(Node node, CountDownLatch startIsOver, NodeLog log) {
    long began = System.nanoTime();
    log.stops();
    node.stop();
    if (hasEnded(startIsOver, LONGEST_START_STEP)) {
      log.stopped((System.nanoTime() - began) / 1_000_000);
    }
  }

  private static boolean hasEnded(CountDownLatch what, Duration longest) {
    try {
      return what.await(longest.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
