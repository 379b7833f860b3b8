package org.ozmonitor.server.bootstrap;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ozmonitor.server.config.ConfigLoader;
import org.ozmonitor.server.config.ConfigResult;
import org.ozmonitor.server.config.ConfigSources;
import org.ozmonitor.server.config.ServerConfig;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.postgres.DatabaseServer;
import org.ozmonitor.server.postgres.DatabaseUnavailableException;
import org.ozmonitor.server.status.ClusterStatus;
import org.ozmonitor.server.status.StatusJson;
import org.ozmonitor.server.status.StatusReader;
import org.ozmonitor.server.status.StatusText;

/// Shows the cluster as the configured database knows it, while nodes run or not. Blocks.
final class StatusCommand {
  private static final Duration EVERY = Duration.ofSeconds(2);

  /// Clears a terminal and goes to its top left corner.
  private static final String CLEAR = "\u001b[H\u001b[2J";

  private final Command.Status command;
  private final CountDownLatch end = new CountDownLatch(1);

  StatusCommand(Command.Status command) {
    this.command = command;
  }

  /// Exit code 1 when there is no database. A watch goes on until it is interrupted.
  int run() {
    ConfigSources sources = ConfigSources.ofProcess(Map.of(), command.configFile(), Map.of());
    return switch (ConfigLoader.load(sources)) {
      case ConfigResult.Invalid invalid -> Commands.refuse(invalid);
      case ConfigResult.Valid valid -> run(valid.config());
    };
  }

  private int run(ServerConfig config) {
    LogSetup.quiet();
    Vertx vertx = Vertx.vertx();
    try (var server = DatabaseServer.start(config.databaseUrl(), config.dataDir())) {
      int code = show(vertx, server, config);
      while (command.watch() && goesOn()) {
        code = show(vertx, server, config);
      }
      return code;
    } catch (DatabaseUnavailableException e) {
      return away(e);
    } finally {
      Node.await(vertx.close());
    }
  }

  /// Each look connects anew: a database that was away may be back, on another port.
  private int show(Vertx vertx, DatabaseServer server, ServerConfig config) {
    try {
      Database database =
          Node.await(
              Database.open(vertx, server.url(), Database.Settings.of(Database.Access.ENGINE, 1)));
      try {
        var reader = new StatusReader(database.reader(), config.lease().ttl());
        print(Node.await(reader.read(command.limit())));
        return 0;
      } finally {
        Node.await(database.close());
      }
    } catch (RuntimeException e) { // of many kinds; each means that there is nothing to show
      return away(e);
    }
  }

  private void print(ClusterStatus status) {
    if (command.json()) {
      var json = StatusJson.of(status);
      System.out.println(command.watch() ? json.encode() : json.encodePrettily());
    } else {
      boolean inPlace = command.watch() && LogSetup.isTerminal();
      System.out.println((inPlace ? CLEAR : "") + StatusText.of(status));
    }
  }

  private static int away(RuntimeException e) {
    System.err.println("the status cannot be read from the database: " + e.getMessage());
    return 1;
  }

  private boolean goesOn() {
    try {
      return !end.await(EVERY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
