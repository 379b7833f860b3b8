package org.ozmonitor.server.postgres;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/// The server that `database_url` names, started if it is ours. Blocks; thread-safe.
public final class DatabaseServer implements AutoCloseable {
  private final Optional<EmbeddedPostgres> embedded;
  private final Supplier<DatabaseUrl.Server> url;

  private DatabaseServer(Optional<EmbeddedPostgres> embedded, Supplier<DatabaseUrl.Server> url) {
    this.embedded = embedded;
    this.url = url;
  }

  /// Starts or joins the embedded server in `dataDirectory`, or takes the server as it is.
  ///
  /// @throws DatabaseUnavailableException when the embedded server does not start
  public static DatabaseServer start(DatabaseUrl url, Path dataDirectory) {
    return switch (url) {
      case DatabaseUrl.Embedded() -> {
        var server = EmbeddedPostgres.start(EmbeddedPostgres.Settings.in(dataDirectory));
        yield new DatabaseServer(Optional.of(server), server::url);
      }
      case DatabaseUrl.Server server -> new DatabaseServer(Optional.empty(), () -> server);
    };
  }

  /// Where the server is now, for {@link Database#open}.
  public Supplier<DatabaseUrl.Server> url() {
    return url;
  }

  /// Our own server, for a {@link PostgresWatchdog}; empty when the operator brought one.
  public Optional<EmbeddedPostgres> embedded() {
    return embedded;
  }

  /// Stops our own server if no other process uses it.
  @Override
  public void close() {
    embedded.ifPresent(EmbeddedPostgres::close);
  }
}
