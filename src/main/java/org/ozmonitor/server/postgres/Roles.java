package org.ozmonitor.server.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// The two server-wide roles that pools act under. They own nothing and log in nowhere. Blocks;
/// stateless.
final class Roles {
  private static final List<String> NAMES = List.of("ozm_tenant", "ozm_engine");
  private static final String MISSING_RIGHT = "42501";

  private Roles() {}

  /// Makes the roles where they are absent and the current user a member of them.
  static void ensure(Connection connection, DatabaseUrl.Server url) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      // Advisory locks are per database, roles per server: two databases can still meet, hence the
      // exception handler in the statement below.
      statement.execute("SELECT pg_advisory_xact_lock(hashtext('ozm_roles'))");
      requireSchemaRight(statement, url);
      for (String role : NAMES) {
        create(statement, url, role);
        requireHarmless(statement, role);
        join(connection, statement, url, role);
      }
      connection.commit();
    } finally {
      connection.rollback();
    }
  }

  private static void create(Statement statement, DatabaseUrl.Server url, String role)
      throws SQLException {
    try {
      statement.execute(
          """
          DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN
              CREATE ROLE %1$s NOLOGIN;
            END IF;
          EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
          END $$\
          """
              .formatted(role));
    } catch (SQLException e) {
      throw explained(
          e,
          "user %1$s may not create the role %2$s: give it CREATEROLE, or run as an administrator: CREATE ROLE %2$s NOLOGIN; GRANT %2$s TO %1$s"
              .formatted(url.user(), role));
    }
  }

  private static void join(
      Connection connection, Statement statement, DatabaseUrl.Server url, String role)
      throws SQLException {
    var before = connection.setSavepoint();
    try {
      statement.execute("SET LOCAL ROLE " + role);
      statement.execute("RESET ROLE");
    } catch (SQLException notAMember) {
      connection.rollback(before);
      try {
        statement.execute("GRANT " + role + " TO CURRENT_USER");
      } catch (SQLException e) {
        throw explained(
            e,
            "user %1$s may not act as the role %2$s: run as an administrator: GRANT %2$s TO %1$s"
                .formatted(url.user(), role));
      }
    }
  }

  private static void requireHarmless(Statement statement, String role) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = '" + role + "'")) {
      if (rows.next() && rows.getBoolean(1)) {
        throw new DatabaseUnavailableException(
            "the role %1$s bypasses row-level security: run as an administrator: ALTER ROLE %1$s NOSUPERUSER NOBYPASSRLS"
                .formatted(role));
      }
    }
  }

  private static void requireSchemaRight(Statement statement, DatabaseUrl.Server url)
      throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("SELECT has_schema_privilege(current_user, 'public', 'CREATE')")) {
      if (!rows.next() || !rows.getBoolean(1)) {
        throw new DatabaseUnavailableException(
            "user %s lacks the right CREATE on schema public of %s: make it the owner of the database or run as an administrator: GRANT CREATE ON SCHEMA public TO %s"
                .formatted(url.user(), url.database(), url.user()));
      }
    }
  }

  private static RuntimeException explained(SQLException e, String explanation)
      throws SQLException {
    if (MISSING_RIGHT.equals(e.getSQLState())) {
      return new DatabaseUnavailableException(explanation, e);
    }
    throw e;
  }
}
