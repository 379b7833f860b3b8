package org.ozmonitor.server.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalInt;

/// Owns the table `schema_floor`: the oldest schema that a node may have been built for. Migrations
/// only add, so a node goes on when the schema becomes newer than what it was built for; one that
/// it would trip over raises the floor above it. Stateless, thread-safe.
public final class SchemaFloor {
  private static final String READ = "SELECT version FROM schema_floor";

  private SchemaFloor() {}

  /// The floor; empty for a schema from before there was one. Blocks.
  static OptionalInt read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return number(statement, "SELECT 1 WHERE to_regclass('schema_floor') IS NOT NULL").isEmpty()
          ? OptionalInt.empty()
          : number(statement, READ);
    }
  }

  private static OptionalInt number(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? OptionalInt.of(rows.getInt(1)) : OptionalInt.empty();
    }
  }

  /// The floor, while a node runs.
  static Future<Integer> read(SqlClient client) {
    return client.query(READ).execute().map(rows -> rows.iterator().next().getInteger(0));
  }
}
