package org.ozmonitor.server.bootstrap;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ozmonitor.server.config.ConfigLoader;
import org.ozmonitor.server.config.ConfigResult;
import org.ozmonitor.server.config.ConfigSources;
import org.ozmonitor.server.config.ServerConfig;
import org.ozmonitor.server.definition.ConfigurationLog;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.postgres.DatabaseServer;
import org.ozmonitor.server.postgres.DatabaseUnavailableException;
import org.ozmonitor.server.postgres.Migrations;
import org.ozmonitor.server.secret.DatabaseSeal;
import org.ozmonitor.server.secret.DocumentSeal;

/// Runs a command on the configuration in the configured database, while nodes run or not: they see
/// what it changes when they look next. Blocks; stateless.
final class DatabaseCommand {
  private static final long CLOSE_SECONDS = 10;
  private static final int CONNECTIONS = 2;

  private DatabaseCommand() {}

  /// What a command works on.
  record Opened(
      ServerConfig config, Vertx vertx, Database database, ConfigurationLog configurations) {}

  /// Does the work and answers with the exit code.
  interface Work {
    int run(Opened opened);
  }

  /// Exit code 2 when the settings are wrong, 1 when there is no database.
  static int run(Optional<Path> configFile, Work work) {
    ConfigSources sources = ConfigSources.ofProcess(Map.of(), configFile, Map.of());
    return switch (ConfigLoader.load(sources)) {
      case ConfigResult.Invalid invalid -> Commands.refuse(invalid);
      case ConfigResult.Valid valid -> run(valid.config(), work);
    };
  }

  private static int run(ServerConfig config, Work work) {
    LogSetup.quiet();
    try (var server = DatabaseServer.start(config.databaseUrl(), config.dataDir())) {
      var _ = Migrations.run(server.url().get());
      return run(config, server, work);
    } catch (DatabaseUnavailableException | IllegalStateException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private static int run(ServerConfig config, DatabaseServer server, Work work) {
    Vertx vertx = Vertx.vertx();
    try {
      Database database =
          Node.await(
              Database.open(
                  vertx, server.url(), Database.Settings.of(Database.Access.ENGINE, CONNECTIONS)));
      DocumentSeal seal = Node.await(DatabaseSeal.open(database.reader(), SecretKeys.of(config)));
      return work.run(new Opened(config, vertx, database, new ConfigurationLog(vertx, seal)));
    } finally {
      var _ = vertx.close().timeout(CLOSE_SECONDS, TimeUnit.SECONDS).otherwiseEmpty().await();
    }
  }
}
