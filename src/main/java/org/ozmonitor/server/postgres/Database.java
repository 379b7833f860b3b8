package org.ozmonitor.server.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ozmonitor.core.tenant.TenantId;

/// A pool of connections under one role. Thread-safe. Never blocks.
///
/// Every connection carries its role and its time limits from its first packet on: there is no
/// moment in which it acts with the owner's rights, and a server that refuses one of them refuses
/// the connection. Statements are pipelined in the order in which they are given.
///
/// A transaction must not go on after one of its statements failed: the server then answers the
/// commit with a rollback. Let the failure leave the function.
public final class Database {
  /// On whose behalf a pool works.
  public enum Access {
    /// Watchers, workers, delivery: sees all tenants.
    ENGINE("ozm_engine"),
    /// Requests of tenants: sees the tenant of {@link Database#inTenant}, else nothing.
    TENANT("ozm_tenant");

    private final String role;

    Access(String role) {
      this.role = role;
    }
  }

  /// How a pool is made.
  ///
  /// @param maxConnections at least 1; who finds none free waits
  /// @param clockOffset moves `ozm_now()` of this pool, for tests; zero otherwise
  public record Settings(Access access, int maxConnections, Duration clockOffset) {
    public static Settings of(Access access, int maxConnections) {
      return new Settings(access, maxConnections, Duration.ZERO);
    }
  }

  /// Requests that may wait for a free connection; one more fails at once.
  private static final int MAX_WAITING = 10_000;

  private static final int FIRST_WITH_TRANSACTION_TIMEOUT = 17;

  private final Pool pool;
  private final Supplier<Future<PgConnection>> connector;
  private final Access access;
  private final int serverVersion;

  private Database(
      Pool pool, Supplier<Future<PgConnection>> connector, Access access, int serverVersion) {
    this.pool = pool;
    this.connector = connector;
    this.access = access;
    this.serverVersion = serverVersion;
  }

  /// Connects once to learn the server's version, then makes the pool.
  ///
  /// @param url asked for each new connection, since an embedded server may come back on another
  /// port
  public static Future<Database> open(
      Vertx vertx, Supplier<DatabaseUrl.Server> url, Settings settings) {
    return PgConnection.connect(vertx, connectOptions(url.get()))
        .compose(
            connection -> {
              int version = connection.databaseMetadata().majorVersion();
              return connection.close().map(_ -> version);
            })
        .map(
            version ->
                new Database(
                    pool(vertx, url, settings, version),
                    () -> PgConnection.connect(vertx, poolOptions(url.get(), settings, version)),
                    settings.access(),
                    version));
  }

  /// As {@link #open(Vertx, Supplier, Settings)} for a server that stays where it is.
  public static Future<Database> open(Vertx vertx, DatabaseUrl.Server url, Settings settings) {
    return open(vertx, () -> url, settings);
  }

  /// Runs `work` in one `READ COMMITTED` transaction: committed when its future succeeds, rolled
  /// back when it fails. The connection belongs to `work` until then and no longer.
  public <T> Future<T> inTransaction(Function<SqlConnection, Future<T>> work) {
    return pool.withTransaction(connection -> guarded(work, connection));
  }

  /// Runs `work` in one read-only transaction that sees the database as of its first statement.
  public <T> Future<T> inSnapshot(Function<SqlConnection, Future<T>> work) {
    return pool.withTransaction(
        connection ->
            connection
                .query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                .execute()
                .compose(_ -> guarded(work, connection)));
  }

  /// Runs `work` in one transaction that sees and writes rows of `tenant` only. Fails on a pool of
  /// {@link Access#ENGINE}, whose role sees all tenants.
  public <T> Future<T> inTenant(TenantId tenant, Function<SqlConnection, Future<T>> work) {
    if (access != Access.TENANT) {
      return Future.failedFuture(
          new IllegalStateException("row-level security does not bind the pool " + access));
    }
    return pool.withTransaction(
        connection ->
            connection
                .preparedQuery("SELECT set_config('app.tenant_id', $1, true)")
                .execute(Tuple.of(tenant.value().toString()))
                .compose(_ -> guarded(work, connection)));
  }

  /// Single statements, each its own transaction, on any connection of the pool.
  public SqlClient reader() {
    return pool;
  }

  /// A connection outside the pool, with the same role and limits. Whoever asks for it closes it.
  Future<PgConnection> connect() {
    return connector.get();
  }

  /// Whether the server ends transactions that take too long (PostgreSQL 17 and later). Without it
  /// a paused owner can hold row locks until its connection is found dead.
  public boolean limitsTransactions() {
    return serverVersion >= FIRST_WITH_TRANSACTION_TIMEOUT;
  }

  /// Major version of the server, for example 18.
  public int serverVersion() {
    return serverVersion;
  }

  /// Closes all connections; what runs on them fails.
  public Future<Void> close() {
    return pool.close();
  }

  /// A function that throws must roll back like one that fails.
  private static <T> Future<T> guarded(
      Function<SqlConnection, Future<T>> work, SqlConnection connection) {
    return Future.succeededFuture(connection).compose(work);
  }

  private static Pool pool(
      Vertx vertx, Supplier<DatabaseUrl.Server> url, Settings settings, int version) {
    PoolOptions options =
        new PoolOptions()
            .setMaxSize(settings.maxConnections())
            .setMaxWaitQueueSize(MAX_WAITING)
            .setConnectionTimeout(10)
            .setConnectionTimeoutUnit(TimeUnit.SECONDS);
    return PgBuilder.pool()
        .with(options)
        .using(vertx)
        .connectingTo(() -> Future.succeededFuture(poolOptions(url.get(), settings, version)))
        .build();
  }

  private static PgConnectOptions poolOptions(
      DatabaseUrl.Server url, Settings settings, int version) {
    PgConnectOptions options =
        connectOptions(url)
            .addProperty("role", settings.access().role)
            .addProperty("lock_timeout", "2s")
            .addProperty("statement_timeout", "5s")
            .addProperty("idle_in_transaction_session_timeout", "3s");
    if (version >= FIRST_WITH_TRANSACTION_TIMEOUT) {
      options.addProperty("transaction_timeout", "10s");
    }
    if (!settings.clockOffset().isZero()) {
      options.addProperty("ozm.clock_offset", settings.clockOffset().toMillis() + " ms");
    }
    return options;
  }

  private static PgConnectOptions connectOptions(DatabaseUrl.Server url) {
    var options =
        new PgConnectOptions()
            .setHost(url.host())
            .setPort(url.port())
            .setUser(url.user())
            .setPassword(url.password())
            .setDatabase(url.database())
            .setCachePreparedStatements(true)
            .addProperty("application_name", "ozmonitor");
    sslMode(url.tls())
        .ifPresent(
            mode ->
                options
                    .setSslMode(mode)
                    .setSslOptions(
                        new ClientSSLOptions()
                            .setTrustAll(mode == SslMode.REQUIRE)
                            .setHostnameVerificationAlgorithm(
                                mode == SslMode.REQUIRE ? "" : "HTTPS")));
    return options;
  }

  private static Optional<SslMode> sslMode(DatabaseUrl.Tls tls) {
    return switch (tls) {
      case DISABLE -> Optional.empty();
      case REQUIRE -> Optional.of(SslMode.REQUIRE);
      case VERIFY_FULL -> Optional.of(SslMode.VERIFY_FULL);
    };
  }
}
