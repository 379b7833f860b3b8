package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.TestDatabase;

final class AttemptPartitionsIT {
  private static final String MADE =
      "SELECT count(*) FROM pg_inherits WHERE inhparent = 'delivery_attempts'::regclass";
  private static final String LOCKS =
      """
      SELECT count(*) FROM pg_locks
      WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND granted = %s
      """;

  private final Vertx vertx = Vertx.vertx();
  private final Deliveries deliveries = new Deliveries(System::nanoTime, Duration.ofSeconds(4));
  private final TestDatabase database = TestDatabase.create(vertx);

  @AfterEach
  void closeDatabase() {
    database.close();
    vertx.close().timeout(10, TimeUnit.SECONDS).await();
  }

  @Test
  void areMadeOnceWhenNodesStartTogether() {
    Promise<Void> commit = Promise.promise();
    Future<Void> one =
        database
            .engine()
            .inTransaction(
                connection ->
                    deliveries.ensurePartitions(connection).compose(_ -> commit.future()));
    try (Sql sql = new Sql(database.url())) {
      await().until(() -> sql.number(LOCKS.formatted(true)) > 0);
      Future<Void> other = database.engine().inTransaction(deliveries::ensurePartitions);
      await("the other waits for the one").until(() -> sql.number(LOCKS.formatted(false)) > 0);

      commit.complete();

      one.timeout(10, TimeUnit.SECONDS).await();
      other.timeout(10, TimeUnit.SECONDS).await();
      assertThat(sql.number(MADE)).isEqualTo(3);
    }
  }
}
