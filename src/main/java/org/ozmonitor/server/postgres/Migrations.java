package org.ozmonitor.server.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Stream;
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
  /// @param schemaVersion the version the schema now has, for example `001`; later than `known`
  ///     when nodes of a later version run
  /// @param known the newest version of the schema that this process was built for
  public record Result(int applied, String schemaVersion, int known) {}

  /// Migrates the database of `url`. Nodes of an earlier version may run meanwhile and after it,
  /// unless a migration says otherwise ({@link SchemaFloor}).
  ///
  /// @param more further places of migrations, as Flyway names them
  /// @throws DatabaseUnavailableException naming the missing right, the failed migration, or the
  ///     schema that is too new for this process
  public static Result run(DatabaseUrl.Server url, String... more) {
    Flyway flyway = flyway(url, more);
    int known;
    try (Connection connection = DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties())) {
      checkVersion(connection, url);
      known = known(flyway, url);
      checkFloor(connection, url, known);
      Roles.ensure(connection, url);
    } catch (SQLException e) {
      throw new DatabaseUnavailableException("cannot use " + url + ": " + e.getMessage(), e);
    }
    try {
      MigrateResult result = flyway.migrate();
      String version = result.targetSchemaVersion;
      return new Result(
          result.migrationsExecuted,
          version != null ? version : result.initialSchemaVersion,
          known);
    } catch (FlywayException e) {
      throw new DatabaseUnavailableException("cannot migrate " + url + ": " + e.getMessage(), e);
    }
  }

  private static Flyway flyway(DatabaseUrl.Server url, String... more) {
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(url.jdbcUrl(), url.user(), url.password())
        .jdbcProperties(
            java.util.Map.of("sslmode", url.tls().word(), "ApplicationName", "ozmonitor"))
        .locations(
            Stream.concat(Stream.of("classpath:sql"), Stream.of(more)).toArray(String[]::new))
        .failOnMissingLocations(true)
        .validateMigrationNaming(true)
        .load();
  }

  /// The newest migration that was packed with this process.
  private static int known(Flyway flyway, DatabaseUrl.Server url) {
    try {
      return Arrays.stream(flyway.info().all())
          .filter(migration -> migration.getState().isResolved())
          .mapToInt(migration -> Integer.parseInt(migration.getVersion().getMajorAsString()))
          .max()
          .orElse(0);
    } catch (FlywayException e) {
      throw new DatabaseUnavailableException("cannot use " + url + ": " + e.getMessage(), e);
    }
  }

  private static void checkFloor(Connection connection, DatabaseUrl.Server url, int known)
      throws SQLException {
    int floor = SchemaFloor.read(connection).orElse(0);
    if (floor > known) {
      throw new DatabaseUnavailableException(
          "%s was migrated for nodes that know schema %d; this version knows schema %d: use a later one"
              .formatted(url, floor, known));
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
