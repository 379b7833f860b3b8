package org.ozmonitor.server.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;

/// Brings a database to the schema of this version: roles first (server-wide, so outside versioned
/// migrations), then the files of `sql/`, forward only. Blocks. Safe to run from several processes
/// at once.
public final class Migrations {
  private static final int OLDEST_SERVER = 15;

  private Migrations() {}

  /// What a run did.
  ///
  /// @param applied migrations that this run applied; 0 when the schema was up to date
  /// @param schemaVersion the version the schema now has, for example `001`
  public record Result(int applied, String schemaVersion) {}

  /// Migrates the database of `url`.
  ///
  /// @throws DatabaseUnavailableException naming the missing right or the failed migration
  public static Result run(DatabaseUrl.Server url) {
    try (Connection connection = DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties())) {
      checkVersion(connection, url);
      Roles.ensure(connection, url);
    } catch (SQLException e) {
      throw new DatabaseUnavailableException("cannot use " + url + ": " + e.getMessage(), e);
    }
    try {
      MigrateResult result =
          Flyway.configure(Migrations.class.getClassLoader())
              .dataSource(url.jdbcUrl(), url.user(), url.password())
              .jdbcProperties(
                  java.util.Map.of("sslmode", url.tls().word(), "ApplicationName", "ozmonitor"))
              .locations("classpath:sql")
              .failOnMissingLocations(true)
              .validateMigrationNaming(true)
              .load()
              .migrate();
      String version = result.targetSchemaVersion;
      return new Result(
          result.migrationsExecuted, version != null ? version : result.initialSchemaVersion);
    } catch (FlywayException e) {
      throw new DatabaseUnavailableException("cannot migrate " + url + ": " + e.getMessage(), e);
    }
  }

  private static void checkVersion(Connection connection, DatabaseUrl.Server url)
      throws SQLException {
    int version = connection.getMetaData().getDatabaseMajorVersion();
    if (version < OLDEST_SERVER) {
      throw new DatabaseUnavailableException(
          "%s is PostgreSQL %d; %d or later is needed".formatted(url, version, OLDEST_SERVER));
    }
  }
}
