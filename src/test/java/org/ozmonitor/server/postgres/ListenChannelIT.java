package org.ozmonitor.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.TestDatabase;

final class ListenChannelIT {
  private static final String LISTENS =
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
          + " AND state = 'idle'";

  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.create(vertx);
  private final ListenChannel channel =
      new ListenChannel(
          vertx,
          database.engine(),
          "ozm_channel_test",
          Duration.ofMillis(200),
          Duration.ofMillis(300));
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private Runnable deaf = () -> {};
  private final Sql sql = new Sql(database.url());

  @BeforeEach
  void listen() {
    deaf = channel.hear(heard::add);
    channel.start();
    sql.awaitSome("a listener", LISTENS);
  }

  @AfterEach
  void close() {
    deaf.run();
    channel.stop().timeout(5, TimeUnit.SECONDS).await();
    sql.close();
    database.close();
    vertx.close().timeout(10, TimeUnit.SECONDS).await();
  }

  @Test
  void hearsWhatIsSaid() {
    channel.tell("it's \"so\"");

    await().until(() -> heard.contains("it's \"so\""));
  }

  @Test
  void hearsAgainWhenTheServerHasEndedTheConnection() {
    String pid = sql.text(LISTENS);

    assertThat(sql.text("SELECT pg_terminate_backend(%s)".formatted(pid))).isEqualTo("t");

    tellUntilHeard();
  }

  @Test
  void hearsAgainWhenTheConnectionHasDiedInSilence() throws IOException {
    String pid = sql.text(LISTENS);

    signal("STOP", pid);

    try {
      tellUntilHeard();
    } finally {
      signal("CONT", pid);
    }
  }

  @Test
  void stopsThoughNobodyAnswers() throws IOException {
    String pid = sql.text(LISTENS);
    signal("STOP", pid);

    try {
      channel.stop().timeout(2, TimeUnit.SECONDS).await();
    } finally {
      signal("CONT", pid);
    }
  }

  private void tellUntilHeard() {
    await()
        .until(
            () -> {
              channel.tell("again");
              return heard.contains("again");
            });
  }

  private static void signal(String name, String pid) throws IOException {
    try {
      assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
