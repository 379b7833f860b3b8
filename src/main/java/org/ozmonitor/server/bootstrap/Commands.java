package org.ozmonitor.server.bootstrap;

import java.util.Map;
import org.ozmonitor.server.config.ConfigLoader;
import org.ozmonitor.server.config.ConfigResult;
import org.ozmonitor.server.config.ConfigSources;
import org.ozmonitor.server.config.ServerConfig;
import org.ozmonitor.server.postgres.DatabaseServer;
import org.ozmonitor.server.postgres.DatabaseUnavailableException;
import org.ozmonitor.server.postgres.Migrations;

/// Every command of the command line, each in its class.
final class Commands implements CommandRunner {
  @Override
  public int run(Command command) {
    return switch (command) {
      case Command.Version() -> version();
      case Command.Migrate migrate -> migrate(migrate);
      case Command.RotateSecrets rotate -> RotateSecretsCommand.run(rotate);
      case Command.Serve serve -> new Serving().run(serve);
      case Command.Demo demo -> new DemoRun().run(demo);
      case Command.Simulator simulator -> new SimulatorRun().run(simulator);
      case Command.Check check -> TreeCommands.check(check);
      case Command.RunBlock runBlock -> TreeCommands.runBlock(runBlock);
      case Command.Status status -> new StatusCommand(status).run();
      case Command.DeadLetters letters -> new DeadLettersCommand(letters).run();
      case Command.Replay replay -> ReplayCommand.run(replay);
      case Command.BackFillMissed missed -> ReplayCommand.backFill(missed);
      case Command.CancelReplay replay -> ReplayCommand.cancel(replay);
      case Command.ListErrors errors -> ErrorsCommand.run(errors);
      case Command.Import documents -> ImportCommand.run(documents);
      case Command.ListTenants tenants -> TenantsCommand.list(tenants);
      case Command.PutTenant tenant -> TenantsCommand.put(tenant);
      case Command.Balance balance -> BalanceCommand.run(balance);
      case Command.Preview preview -> new PreviewCommand(preview).run();
      case Command.Explain explain -> new ExplainCommand(explain).run();
    };
  }

  private static int version() {
    System.out.println("ozmonitor %s (Java %s)".formatted(Main.version(), Runtime.version()));
    return 0;
  }

  private static int migrate(Command.Migrate command) {
    ConfigSources sources = ConfigSources.ofProcess(Map.of(), command.configFile(), Map.of());
    return switch (ConfigLoader.load(sources)) {
      case ConfigResult.Invalid invalid -> refuse(invalid);
      case ConfigResult.Valid valid -> migrate(valid.config());
    };
  }

  private static int migrate(ServerConfig config) {
    LogSetup.apply(config.log());
    try (var server = DatabaseServer.start(config.databaseUrl(), config.dataDir())) {
      Migrations.Result result = Migrations.run(server.url().get());
      System.out.println(
          "schema version %s, %d migrations applied"
              .formatted(result.schemaVersion(), result.applied()));
      return 0;
    } catch (DatabaseUnavailableException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  /// Prints every problem with the settings. Wrong settings are wrong usage.
  static int refuse(ConfigResult.Invalid invalid) {
    System.err.println("The settings are wrong:");
    invalid.problems().forEach(problem -> System.err.println("  " + problem));
    return 2;
  }
}
