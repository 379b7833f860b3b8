package org.ozmonitor.server.bootstrap;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.ozmonitor.server.config.ConfigLoader;
import org.ozmonitor.server.config.ConfigResult;
import org.ozmonitor.server.config.ConfigSources;
import org.ozmonitor.server.config.ServerConfig;
import org.ozmonitor.server.definition.TenantTree;
import org.ozmonitor.server.demo.Demo;
import org.ozmonitor.server.demo.DemoSetup;
import org.ozmonitor.server.demo.RunningNode;

/// Runs the demo: a simulated chain, a webhook receiver and a node in one process, on embedded
/// parts.
/// Blocks.
final class DemoRun {
  private static final long LONGEST_STOP_SECONDS = 30;

  /// Settings that a demo has unless told otherwise: any free port, its own database, a quiet log.
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "outbound.allow_private", "true",
          "redis_url", "none",
          "management.port", "0",
          "log.level", "error");

  /// A demo leaves the databases of others alone.
  private static final Map<String, String> FIXED = Map.of("database_url", "embedded");

  /// Returns the exit code: 0 only if every promise was kept.
  int run(Command.Demo command) {
    ConfigSources sources = ConfigSources.ofProcess(DEFAULTS, command.configFile(), FIXED);
    return switch (ConfigLoader.load(sources)) {
      case ConfigResult.Invalid invalid -> Commands.refuse(invalid);
      case ConfigResult.Valid valid -> run(command, valid.config());
    };
  }

  private int run(Command.Demo command, ServerConfig config) {
    LogSetup.apply(config.log());
    Vertx vertx = Vertx.vertx();
    Demo demo =
        new Demo(
            vertx,
            Demo.Options.of(
                config.dataDir(),
                command.duration(),
                command.seed().orElse(Demo.Options.DEFAULT_SEED),
                command.report()),
            System.out,
            InstantSource.system(),
            System::nanoTime,
            setup -> onOwnThread("demo-node-start", () -> start(config, setup)));
    Future<Integer> exit = demo.run();
    Thread interrupt =
        new Thread(
            () -> {
              demo.finish();
              var _ = exit.timeout(LONGEST_STOP_SECONDS, TimeUnit.SECONDS).await();
            },
            "shutdown");
    Runtime.getRuntime().addShutdownHook(interrupt);
    return exit.await();
  }

  private static RunningNode start(ServerConfig config, DemoSetup setup) {
    NodeSetup node =
        new NodeSetup(
            config.withDataDir(setup.dataDirectory()),
            config.roles(),
            false,
            List.of(TenantTree.own(setup.configDirectory())),
            Optional.empty(),
            List.of(),
            new NodeLog()::superseded,
            () -> {}); // nobody else migrates its database
    Node started = new Node();
    NodeStart.run(started, node);
    return () ->
        onOwnThread(
            "demo-node-stop",
            () -> {
              started.stop();
              return null;
            });
  }

  /// Starting and stopping a node blocks, and must not do so on a thread of the demo's Vert.x.
  private static <T> Future<T> onOwnThread(String name, Callable<T> work) {
    Promise<T> done = Promise.promise();
    Thread.ofPlatform()
        .name(name)
        .start(
            () -> {
              try {
                done.complete(work.call());
              } catch (Exception e) { // whatever went wrong is the demo's outcome
                done.fail(e);
              }
            });
    return done.future();
  }
}
