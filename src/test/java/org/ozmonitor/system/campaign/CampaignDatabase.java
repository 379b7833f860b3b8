package org.ozmonitor.system.campaign;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ozmonitor.fixture.Signals;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.server.postgres.EmbeddedPostgres;

/// The PostgreSQL server of one campaign, which outlives all nodes and can be stopped, crashed and
/// frozen. What was committed outlives each of these. Confined to one thread.
final class CampaignDatabase implements AutoCloseable {
  private static final Path BINARIES = Path.of("target", "postgres-binaries").toAbsolutePath();
  private static final int CONNECTIONS = 400;
  private static final int LONGEST_STOP_SECONDS = 30;

  private static final String CUT =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
          + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";

  private final EmbeddedPostgres server;

  CampaignDatabase(Path directory) {
    server =
        EmbeddedPostgres.start(
            new EmbeddedPostgres.Settings(directory, BINARIES, false, CONNECTIONS));
  }

  /// As the setting `database_url` takes it.
  String url() {
    var url = server.url();
    return "postgresql://%s:%s@%s:%d/%s"
        .formatted(url.user(), url.password(), url.host(), url.port(), url.database());
  }

  Sql connect() {
    return new Sql(server.url());
  }

  /// Fast shutdown: transactions are ended, connections closed. Does not wait for it.
  void stop() {
    Signals.send("INT", List.of(server.pid()));
  }

  void crash() {
    Signals.send("KILL", List.of(server.pid()));
  }

  /// Starts it again, on the same port, once the last one has ended.
  void start() {
    CompletableFuture<?> end =
        ProcessHandle.of(server.pid())
            .map(ProcessHandle::onExit)
            .orElseGet(() -> CompletableFuture.completedFuture(null));
    try {
      end.get(LONGEST_STOP_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      crash();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    int port = server.url().port();
    var _ = server.ensureRunning();
    if (server.url().port() != port) {
      throw new IllegalStateException(
          "somebody took the port of PostgreSQL: start this seed again");
    }
  }

  void cutConnections() {
    try (Sql sql = connect()) {
      var _ = sql.rows(CUT);
    }
  }

  /// The server first, so that it starts no further processes.
  void freeze() {
    Signals.send("STOP", List.of(server.pid()));
    Signals.send("STOP", children());
  }

  void thaw() {
    Signals.send("CONT", children());
    Signals.send("CONT", List.of(server.pid()));
  }

  @Override
  public void close() {
    server.close();
  }

  private List<Long> children() {
    return ProcessHandle.of(server.pid())
        .map(process -> process.descendants().map(ProcessHandle::pid).toList())
        .orElseGet(List::of);
  }
}
