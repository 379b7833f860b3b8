package org.ozmonitor.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.ozmonitor.fixture.TestDatabase;

class MigrationsIT {
  @Test
  void appliesEachMigrationOnce() {
    DatabaseUrl.Server url = TestDatabase.createEmpty();

    Migrations.Result first = Migrations.run(url);
    Migrations.Result second = Migrations.run(url);

    assertThat(first.applied()).isPositive();
    assertThat(second).isEqualTo(new Migrations.Result(0, first.schemaVersion(), first.known()));
  }

  @Test
  void servesTwoDatabasesOfOneServerAtTheSameTime() throws Exception {
    DatabaseUrl.Server one = TestDatabase.createEmpty();
    DatabaseUrl.Server two = TestDatabase.createEmpty();

    var first = CompletableFuture.supplyAsync(() -> Migrations.run(one));
    var again = CompletableFuture.supplyAsync(() -> Migrations.run(one));
    var second = CompletableFuture.supplyAsync(() -> Migrations.run(two));

    assertThat(first.get().applied() + again.get().applied()).isEqualTo(second.get().applied());
  }

  @Test
  void namesTheMissingRightOnTheSchema() throws SQLException {
    DatabaseUrl.Server owner = TestDatabase.createEmpty();
    DatabaseUrl.Server poor = user(owner, "poor", "");

    assertThatThrownBy(() -> Migrations.run(poor))
        .isInstanceOf(DatabaseUnavailableException.class)
        .hasMessageContaining("CREATE on schema public")
        .hasMessageContaining("poor")
        .hasMessageNotContaining("secret");
  }

  @Test
  void namesTheMissingMembership() throws SQLException {
    DatabaseUrl.Server owner = TestDatabase.createEmpty();
    DatabaseUrl.Server outsider = user(owner, "outsider", "GRANT ALL ON SCHEMA public TO outsider");

    assertThatThrownBy(() -> Migrations.run(outsider))
        .isInstanceOf(DatabaseUnavailableException.class)
        .hasMessageContaining("GRANT ozm_tenant TO outsider");
  }

  @Test
  void worksForAnOrdinaryOwner() throws SQLException {
    DatabaseUrl.Server owner = TestDatabase.createEmpty();
    DatabaseUrl.Server member =
        user(
            owner,
            "member",
            "GRANT ALL ON SCHEMA public TO member; GRANT ozm_tenant, ozm_engine TO member");

    assertThat(Migrations.run(member).applied()).isPositive();
  }

  @Test
  void goesOnWhereTheSchemaIsNewer() {
    DatabaseUrl.Server url = TestDatabase.createEmpty();
    int known = Migrations.run(url).known();
    var _ = Migrations.run(url, "classpath:migrations/adds");

    Migrations.Result again = Migrations.run(url);

    assertThat(again).isEqualTo(new Migrations.Result(0, "900", known));
  }

  @Test
  void refusesASchemaThatHasLeftItBehind() {
    DatabaseUrl.Server url = TestDatabase.createEmpty();
    int known = Migrations.run(url).known();
    var _ = Migrations.run(url, "classpath:migrations/raises");

    assertThatThrownBy(() -> Migrations.run(url))
        .isInstanceOf(DatabaseUnavailableException.class)
        .hasMessageContaining("was migrated for nodes that know schema 901")
        .hasMessageContaining("this version knows schema " + known);
  }

  private static DatabaseUrl.Server user(DatabaseUrl.Server owner, String name, String grants)
      throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(owner.jdbcUrl(), owner.jdbcProperties());
        Statement statement = connection.createStatement()) {
      // Roles outlive databases: one of an earlier run may be there.
      statement.execute(
          "DO $$ BEGIN CREATE ROLE %s LOGIN PASSWORD 'secret'; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
              .formatted(name));
      statement.execute(grants);
    }
    return new DatabaseUrl.Server(
        owner.host(), owner.port(), name, "secret", owner.database(), DatabaseUrl.Tls.DISABLE);
  }
}
