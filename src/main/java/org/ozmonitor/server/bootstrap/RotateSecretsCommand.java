package org.ozmonitor.server.bootstrap;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ozmonitor.server.config.ConfigLoader;
import org.ozmonitor.server.config.ConfigResult;
import org.ozmonitor.server.config.ConfigSources;
import org.ozmonitor.server.config.ServerConfig;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.postgres.DatabaseServer;
import org.ozmonitor.server.postgres.DatabaseUnavailableException;
import org.ozmonitor.server.postgres.Migrations;
import org.ozmonitor.server.secret.DatabaseSeal;
import org.ozmonitor.server.secret.DocumentSeal;
import org.ozmonitor.server.secret.SealKeys;
import org.ozmonitor.server.secret.SecretRotation;

/// Encrypts every stored secret with the current key and says how many there were. Blocks.
final class RotateSecretsCommand {
  private static final Duration LONGEST_RUN = Duration.ofHours(1);
  private static final long CLOSE_SECONDS = 10;
  private static final int CONNECTIONS = 2;

  private RotateSecretsCommand() {}

  static int run(Command.RotateSecrets command) {
    ConfigSources sources = ConfigSources.ofProcess(Map.of(), command.configFile(), Map.of());
    return switch (ConfigLoader.load(sources)) {
      case ConfigResult.Invalid invalid -> Commands.refuse(invalid);
      case ConfigResult.Valid valid -> run(valid.config());
    };
  }

  private static int run(ServerConfig config) {
    LogSetup.quiet();
    Optional<SealKeys> keys = SecretKeys.of(config);
    if (keys.isEmpty()) {
      System.err.println("There is no key: set secrets.key (OZ_MONITOR_SECRETS__KEY).");
      return 1;
    }
    try (var server = DatabaseServer.start(config.databaseUrl(), config.dataDir())) {
      var _ = Migrations.run(server.url().get());
      System.out.println(rotate(server, keys.get()));
      return 0;
    } catch (DatabaseUnavailableException | IllegalStateException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private static String rotate(DatabaseServer server, SealKeys keys) {
    Vertx vertx = Vertx.vertx();
    try {
      Database database =
          Node.await(
              Database.open(
                  vertx, server.url(), Database.Settings.of(Database.Access.ENGINE, CONNECTIONS)));
      DocumentSeal seal = Node.await(DatabaseSeal.open(database.reader(), Optional.of(keys)));
      SecretRotation.Report report =
          Node.await(new SecretRotation(database.reader(), seal, keys).run(), LONGEST_RUN);
      return "%d documents, %d encrypted anew with %s"
          .formatted(report.documents(), report.renewed(), keys.current());
    } finally {
      var _ = vertx.close().timeout(CLOSE_SECONDS, TimeUnit.SECONDS).otherwiseEmpty().await();
    }
  }
}
