package org.ozmonitor.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.TestDatabase;

final class SchemaWatchIT {
  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.create(vertx);

  @AfterEach
  void close() {
    database.close();
    vertx.close().timeout(10, TimeUnit.SECONDS).await();
  }

  @Test
  void saysWhenTheSchemaHasLeftTheNodeBehind() throws InterruptedException {
    var outdated = new CountDownLatch(1);
    int known;
    try (Sql sql = new Sql(database.url())) {
      known = (int) sql.number("SELECT version FROM schema_floor");
      var watch =
          new SchemaWatch(
              vertx, database.engine().reader(), known, Duration.ofMillis(20), outdated::countDown);
      watch.start();
      assertThat(outdated.await(200, TimeUnit.MILLISECONDS)).isFalse();

      raise(known + 1);

      assertThat(outdated.await(10, TimeUnit.SECONDS)).isTrue();
      watch.stop().timeout(10, TimeUnit.SECONDS).await();
    }
  }

  private void raise(int version) {
    var _ =
        database
            .engine()
            .reader()
            .query("UPDATE schema_floor SET version = " + version)
            .execute()
            .timeout(10, TimeUnit.SECONDS)
            .await();
  }
}
