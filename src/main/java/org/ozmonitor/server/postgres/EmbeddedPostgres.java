package org.ozmonitor.server.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ozmonitor.server.embedded.DirectoryUse;

/// Our own PostgreSQL server in a directory, shared by all processes that use the directory: the
/// first one starts it, the last one stops it, and what a killed process leaves running is taken
/// over. Listens on 127.0.0.1 only, with a password, on a port that was free.
///
/// All methods block: call them before Vert.x starts or inside `executeBlocking`. Thread-safe.
public final class EmbeddedPostgres implements AutoCloseable {
  static final String USER = "ozmonitor";
  private static final String DATABASE = "ozmonitor";

  private final Settings settings;
  private final PostgresDirectory directory;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Postmaster running;

  private EmbeddedPostgres(Settings settings, PostgresDirectory directory, Postmaster running) {
    this.settings = settings;
    this.directory = directory;
    this.running = running;
  }

  /// What a server is started with. It has no effect on one that runs already.
  ///
  /// @param directory holds the database, its password, locks and log; made if absent
  /// @param binaries where the programs are unpacked; may be shared by many directories
  /// @param durable false only where the data may be lost with the machine, as in tests
  /// @param maxConnections over all processes together
  public record Settings(Path directory, Path binaries, boolean durable, int maxConnections) {
    /// For the data directory of an installation.
    public static Settings in(Path dataDirectory) {
      Path directory = dataDirectory.toAbsolutePath().normalize().resolve("postgres");
      return new Settings(directory, directory.resolve("binaries"), true, 200);
    }
  }

  /// Starts the server, or joins the one that runs.
  ///
  /// @throws DatabaseUnavailableException when that is not possible
  public static EmbeddedPostgres start(Settings settings) {
    try {
      Files.createDirectories(settings.directory());
      Path real = settings.directory().toRealPath();
      return DirectoryUse.exclusively(
          real,
          () -> {
            DirectoryUse.join(real);
            boolean started = false;
            try {
              var directory = PostgresDirectory.prepare(real, settings);
              var server = new EmbeddedPostgres(settings, directory, directory.adoptOrStart());
              server.checkIdentity();
              started = true;
              return server;
            } finally {
              if (!started) {
                var _ = DirectoryUse.leave(real);
              }
            }
          });
    } catch (IOException e) {
      throw new DatabaseUnavailableException(
          "cannot start PostgreSQL in " + settings.directory() + ": " + e, e);
    }
  }

  /// Where the server is now; another port after {@link #ensureRunning} had to choose one.
  public DatabaseUrl.Server url() {
    return directory.url(running.port(), DATABASE);
  }

  /// Process id of the server.
  public long pid() {
    return running.pid();
  }

  /// Whether the server's process lives. Cheap.
  public boolean isRunning() {
    try {
      return running.serves(directory.cluster());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts the server again if its process is gone, on the same port unless that was taken
  /// meanwhile. True if this process or another one had to start it.
  public boolean ensureRunning() {
    if (closed.get() || isRunning()) {
      return false;
    }
    try {
      return DirectoryUse.exclusively(
          directory.root(),
          () -> {
            if (closed.get()) {
              return false;
            }
            running = directory.adoptOrStart(OptionalInt.of(running.port()));
            return true;
          });
    } catch (IOException e) {
      throw new DatabaseUnavailableException(
          "cannot restart PostgreSQL in " + settings.directory() + ": " + e, e);
    }
  }

  /// Stops using the server, and stops it if no process uses it any more. Further calls do
  /// nothing.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      var _ =
          DirectoryUse.exclusively(
              directory.root(),
              () -> {
                boolean last = DirectoryUse.leave(directory.root());
                if (last) {
                  directory.stop();
                }
                return last;
              });
    } catch (IOException e) {
      throw new DatabaseUnavailableException("cannot stop PostgreSQL: " + e, e);
    }
  }

  /// The server at the port must be the one of these files, and must let us in.
  private void checkIdentity() throws IOException {
    DatabaseUrl.Server maintenance = directory.url(running.port(), "postgres");
    long expected = Postmaster.systemIdentifier(directory.cluster());
    try (Connection connection =
            DriverManager.getConnection(maintenance.jdbcUrl(), maintenance.jdbcProperties());
        Statement statement = connection.createStatement()) {
      long found =
          number(statement, "SELECT system_identifier FROM pg_control_system()").orElse(0L);
      if (found != expected) {
        throw new DatabaseUnavailableException(
            "the server at %s has the system identifier %d, the files in %s have %d"
                .formatted(maintenance, found, directory.cluster(), expected));
      }
      if (number(statement, "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")
          .isEmpty()) {
        statement.execute("CREATE DATABASE " + DATABASE);
      }
    } catch (SQLException e) {
      throw new DatabaseUnavailableException(
          "cannot connect to the embedded server " + maintenance + ": " + e.getMessage(), e);
    }
  }

  private static Optional<Long> number(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
    }
  }
}
