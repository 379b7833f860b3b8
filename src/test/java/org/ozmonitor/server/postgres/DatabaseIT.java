package org.ozmonitor.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.fixture.TestDatabase;

class DatabaseIT {
  private static final TenantId ALICE = new TenantId(new UUID(1, 1));
  private static final TenantId BOB = new TenantId(new UUID(2, 2));

  private static Vertx vertx;
  private static TestDatabase database;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    database = TestDatabase.create(vertx);
    await(
        database
            .engine()
            .inTransaction(
                connection ->
                    run(
                            connection,
                            "INSERT INTO tenants (id, slug, name) VALUES ('%s','a','A'), ('%s','b','B')"
                                .formatted(ALICE, BOB))
                        .compose(_ -> run(connection, insertMonitor(ALICE, "one")))
                        .compose(_ -> run(connection, insertMonitor(BOB, "two")))));
  }

  @AfterAll
  static void stop() {
    database.close();
    vertx.close().await();
  }

  @Test
  void actsUnderItsRole() {
    assertThat(text(database.engine().reader(), "SELECT current_user")).isEqualTo("ozm_engine");
    assertThat(text(database.tenant().reader(), "SELECT current_user")).isEqualTo("ozm_tenant");
  }

  @Test
  void limitsTheTimeOfStatementsLocksAndTransactions() {
    SqlClient pool = database.engine().reader();

    assertThat(text(pool, "SHOW lock_timeout")).isEqualTo("2s");
    assertThat(text(pool, "SHOW statement_timeout")).isEqualTo("5s");
    assertThat(text(pool, "SHOW idle_in_transaction_session_timeout")).isEqualTo("3s");
    assertThat(text(pool, "SHOW transaction_timeout")).isEqualTo("10s");
    assertThat(database.engine().limitsTransactions()).isTrue();
  }

  @Test
  void letsATenantSeeItsOwnRowsOnly() {
    assertThat(await(slugsSeenBy(ALICE))).isEqualTo("one");
    assertThat(await(slugsSeenBy(BOB))).isEqualTo("two");
    assertThat(text(database.engine().reader(), "SELECT count(*)::text FROM monitors"))
        .isEqualTo("2");
  }

  @Test
  void showsNothingWithoutATenant() {
    assertThat(await(slugsSeenBy(ALICE))).isEqualTo("one");

    assertThat(text(database.tenant().reader(), "SELECT count(*)::text FROM monitors"))
        .isEqualTo("0");
  }

  @Test
  void refusesARowOfAnotherTenant() {
    Throwable refused =
        catchThrowable(
            () ->
                await(
                    database
                        .tenant()
                        .inTenant(ALICE, connection -> run(connection, insertMonitor(BOB, "x")))));

    assertThat(SqlState.code(refused)).contains("42501");
    assertThat(SqlState.meaning(refused)).isEqualTo(SqlState.Meaning.OTHER);
  }

  @Test
  void refusesTenantWorkOnAPoolThatSeesAllTenants() {
    assertThat(catchThrowable(() -> await(database.engine().inTenant(ALICE, _ -> nothing()))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void rollsBackWhenTheWorkFailsOrThrows() {
    var broken = new IllegalArgumentException("broken");

    assertThat(
            catchThrowable(
                () ->
                    await(
                        database
                            .engine()
                            .inTransaction(
                                connection ->
                                    run(connection, insertMonitor(ALICE, "never"))
                                        .compose(_ -> Future.failedFuture(broken))))))
        .isSameAs(broken);
    assertThat(
            catchThrowable(
                () ->
                    await(
                        database
                            .engine()
                            .inTransaction(
                                _ -> {
                                  throw broken;
                                }))))
        .isSameAs(broken);
    assertThat(
            text(
                database.engine().reader(),
                "SELECT count(*)::text FROM monitors WHERE slug = 'never'"))
        .isEqualTo("0");
  }

  @Test
  void reportsACommitThatTheServerTurnedIntoARollback() {
    Throwable refused =
        catchThrowable(
            () ->
                await(
                    database
                        .engine()
                        .inTransaction(
                            connection -> run(connection, "SELECT 1/0").otherwiseEmpty())));

    assertThat(refused).isNotNull();
  }

  @Test
  void readsOneMomentInASnapshot() {
    String counts =
        await(
            database
                .engine()
                .inSnapshot(
                    connection ->
                        scalar(connection, "SELECT count(*)::text FROM tenants")
                            .compose(
                                before ->
                                    run(
                                            database.engine().reader(),
                                            "INSERT INTO tenants (id, slug, name) VALUES"
                                                + " (gen_random_uuid(), 'c', 'C')")
                                        .compose(
                                            _ ->
                                                scalar(
                                                    connection,
                                                    "SELECT count(*)::text FROM tenants"))
                                        .map(after -> before + after))));

    assertThat(counts).isEqualTo("22");
  }

  @Test
  void tellsWhoIsAtFault() {
    SqlClient pool = database.engine().reader();

    assertThat(failure(pool, "SELECT 1/0")).isEqualTo(SqlState.Meaning.DATA);
    assertThat(failure(pool, insertMonitor(ALICE, "one"))).isEqualTo(SqlState.Meaning.DATA);
    assertThat(failure(pool, "SELECT nonsense")).isEqualTo(SqlState.Meaning.OTHER);
    assertThat(failure(pool, "DO $$ BEGIN RAISE EXCEPTION 'x' USING errcode = '40P01'; END $$"))
        .isEqualTo(SqlState.Meaning.AGAIN);
    assertThat(failure(pool, "SELECT pg_terminate_backend(pg_backend_pid())"))
        .isNotEqualTo(SqlState.Meaning.DATA);
  }

  @Test
  void callsALostConnectionAReasonToTryAgain() {
    var nowhere = new DatabaseUrl.Server("127.0.0.1", 1, "u", "p", "d", DatabaseUrl.Tls.DISABLE);

    Throwable refused =
        catchThrowable(
            () ->
                await(
                    Database.open(
                        vertx, nowhere, Database.Settings.of(Database.Access.ENGINE, 1))));

    assertThat(SqlState.isTransient(refused)).isTrue();
  }

  @Test
  void movesItsClockForTests() {
    Database tomorrow = database.engineAt(Duration.ofDays(1));

    OffsetDateTime there =
        OffsetDateTime.parse(
            text(tomorrow.reader(), "SELECT to_char(ozm_now(), 'YYYY-MM-DD\"T\"HH24:MI:SSOF')")
                + ":00");

    assertThat(there).isAfter(OffsetDateTime.now(ZoneOffset.UTC).plusHours(23));
  }

  private static SqlState.Meaning failure(SqlClient client, String sql) {
    return SqlState.meaning(catchThrowable(() -> await(run(client, sql))));
  }

  private static Future<String> slugsSeenBy(TenantId tenant) {
    return database
        .tenant()
        .inTenant(
            tenant, connection -> scalar(connection, "SELECT string_agg(slug, ',') FROM monitors"));
  }

  private static String insertMonitor(TenantId tenant, String slug) {
    return "INSERT INTO monitors (tenant_id, id, slug, document, active, version) VALUES ('%s', '%s', '%s', '{}', true, 1)"
        .formatted(tenant, UUID.randomUUID(), slug);
  }

  private static Future<Void> nothing() {
    return Future.succeededFuture();
  }

  private static Future<Void> run(SqlClient client, String sql) {
    return client.query(sql).execute().mapEmpty();
  }

  private static Future<String> scalar(SqlConnection client, String sql) {
    return client.query(sql).execute().map(rows -> rows.iterator().next().getString(0));
  }

  private static String text(SqlClient client, String sql) {
    return await(client.query(sql).execute().map(rows -> rows.iterator().next().getString(0)));
  }

  @CanIgnoreReturnValue
  private static <T> T await(Future<T> future) {
    return future.timeout(20, TimeUnit.SECONDS).await();
  }
}
