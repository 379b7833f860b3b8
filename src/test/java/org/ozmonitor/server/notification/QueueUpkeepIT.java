package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ozmonitor.server.notification.NotificationRows.TRIGGER;
import static org.ozmonitor.server.notification.NotificationRows.await;
import static org.ozmonitor.server.notification.NotificationRows.webhook;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.TestDatabase;

class QueueUpkeepIT {
  private static final int MANY = 30_000;

  private final Vertx vertx = Vertx.vertx();
  private TestDatabase database;

  @BeforeEach
  void create() {
    database = TestDatabase.create(vertx);
  }

  @AfterEach
  void close() {
    database.close();
    vertx.close().await();
  }

  @Test
  void tellsThePlannerOnceOfTablesThatHaveGrown() {
    keepAutovacuumAway();
    SqlClient client = database.engine().reader();
    QueueUpkeep upkeep = new QueueUpkeep(client);
    var _ = await(upkeep.refreshStatistics());
    fillQueue(client);

    assertThat(await(upkeep.refreshStatistics())).isEqualTo(2);

    assertThat(rowsAsPlanned("deliveries")).isEqualTo(MANY);
    assertThat(rowsAsPlanned("delivery_queue")).isEqualTo(MANY);
    assertThat(await(upkeep.refreshStatistics())).isZero();
  }

  /// A table that is being analyzed by it is passed over, and known all the same.
  private void keepAutovacuumAway() {
    try (var sql = new Sql(database.url())) {
      sql.execute("ALTER TABLE deliveries SET (autovacuum_enabled = off)");
      sql.execute("ALTER TABLE delivery_queue SET (autovacuum_enabled = off)");
    }
  }

  private void fillQueue(SqlClient client) {
    NotificationRows rows = new NotificationRows(database);
    rows.trigger(webhook("http://127.0.0.1:1/"));
    UUID match = rows.match(1);
    var _ =
        await(
            client
                .preparedQuery(
                    """
                    WITH made AS (
                      INSERT INTO deliveries (tenant_id, id, match_id, trigger_id, event, cause_seq,
                                              config_version)
                      SELECT m.tenant_id, gen_random_uuid(), m.id, $2, 'detected', n, 1
                      FROM matches m, generate_series(1, $3) AS n WHERE m.id = $1
                      RETURNING tenant_id, id, trigger_id)
                    INSERT INTO delivery_queue (tenant_id, delivery_id, trigger_id, due_at)
                    SELECT tenant_id, id, trigger_id, ozm_now() FROM made
                    """)
                .execute(Tuple.of(match, TRIGGER, MANY)));
  }

  private int rowsAsPlanned(String table) {
    return await(
            database
                .engine()
                .reader()
                .query("SELECT reltuples FROM pg_class WHERE oid = '" + table + "'::regclass")
                .execute())
        .iterator()
        .next()
        .getInteger(0);
  }
}
