package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.alert.Awaited;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.server.notification.MatchContent;
import org.ozmonitor.server.postgres.SqlState;

class MatchesIT {
  private static final NetworkId NETWORK = new NetworkId(new UUID(0, 1));
  private static final UUID MONITOR = new UUID(0, 2);
  private static final UUID MATCH = new UUID(0, 3);
  private static final Set<TenantId> TENANTS = Set.of(TenantId.DEFAULT);

  private final Vertx vertx = Vertx.vertx();
  private final Matches matches = new Matches();
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
  void tellsWhatChangedAndLeavesEqualAndHigherSequencesAlone() {
    assertThat(upsert(row(MATCH, 5, "a"))).containsExactly(MATCH);
    assertThat(upsert(row(MATCH, 5, "b"))).isEmpty();
    assertThat(upsert(row(MATCH, 4, "c"))).isEmpty();
    assertThat(stored()).containsExactly(List.of("5", "detected", "a"));

    assertThat(upsert(row(MATCH, 6, "d"))).containsExactly(MATCH);
    assertThat(stored()).containsExactly(List.of("6", "detected", "d"));
  }

  @Test
  void storesMoreRowsThanOneStatementTakes() {
    List<MatchRow> rows = new ArrayList<>();
    for (int i = 0; i < 1_201; i++) {
      rows.add(row(new UUID(1, i), 5, "a"));
    }

    assertThat(upsert(rows.toArray(MatchRow[]::new))).hasSize(1_201);
  }

  @Test
  void endsStatementBeforeItsPayloadsAreTooMuch() {
    MatchRow small = row(MATCH, 5, "a");
    MatchRow large = row(MATCH, 5, "a", "x".repeat(3_000_000));
    MatchRow largest = row(MATCH, 5, "a", "x".repeat(BlockEvaluation.MAX_PAYLOAD_LENGTH));
    List<MatchRow> rows = List.of(large, small, large, largest, small);

    assertThat(Matches.batchEnd(rows, 0)).isEqualTo(2);
    assertThat(Matches.batchEnd(rows, 2)).isEqualTo(3);
    assertThat(Matches.batchEnd(rows, 3)).isEqualTo(4);
    assertThat(Matches.batchEnd(rows, 4)).isEqualTo(5);
  }

  @Test
  void retractsWhatStandsAndIsOlder() {
    assertThat(upsert(row(MATCH, 5, "a"), row(new UUID(0, 4), 5, "b"))).hasSize(2);

    assertThat(standing("a", 5)).isEmpty();
    assertThat(standing("a", 7))
        .containsExactly(new Matches.Standing(new Matches.Key(TenantId.DEFAULT, MATCH), false));
    assertThat(retract(7)).containsExactly(MATCH);
    assertThat(standing("a", 8)).isEmpty();
    assertThat(retract(7)).isEmpty();
    assertThat(stored())
        .containsExactlyInAnyOrder(List.of("7", "retracted", "a"), List.of("5", "detected", "b"));
  }

  @Test
  void comesBackWithHigherSequenceOnly() {
    assertThat(upsert(row(MATCH, 5, "a"))).hasSize(1);
    assertThat(retract(7)).containsExactly(MATCH);

    assertThat(upsert(row(MATCH, 5, "a"))).isEmpty();
    assertThat(stored()).containsExactly(List.of("7", "retracted", "a"));
    assertThat(upsert(row(MATCH, 8, "b"))).containsExactly(MATCH);
    assertThat(retract(7)).isEmpty();
    assertThat(stored()).containsExactly(List.of("8", "detected", "b"));
  }

  @Test
  void reportsTextThatCannotBeStoredAsFaultOfTheData() {
    var bad = row(MATCH, 5, "a", "{\"a\":\"\u0000\"}");

    Future<Set<UUID>> stored =
        database.engine().inTransaction(connection -> matches.upsert(connection, List.of(bad)));

    var failure = stored.<Throwable>map(_ -> new AssertionError()).otherwise(it -> it).await();
    assertThat(SqlState.isDataError(failure)).isTrue();
  }

  private Set<UUID> upsert(MatchRow... rows) {
    return run(connection -> matches.upsert(connection, List.of(rows)));
  }

  private Set<UUID> retract(long seq) {
    return run(connection -> matches.retract(connection, TenantId.DEFAULT, List.of(MATCH), seq));
  }

  private List<Matches.Standing> standing(String hash, long seq) {
    return run(
        connection -> matches.standing(connection, NETWORK, TENANTS, new BlockRef(1, hash), seq));
  }

  private List<List<String>> stored() {
    return WorkRows.select(database, "SELECT seq, state, block_hash FROM matches");
  }

  private static MatchRow row(UUID id, long seq, String hash) {
    return row(id, seq, hash, "{}");
  }

  private static MatchRow row(UUID id, long seq, String hash, String json) {
    return new MatchRow(
        TenantId.DEFAULT,
        id,
        MONITOR,
        1,
        NETWORK,
        seq,
        1,
        hash,
        1_700_000_000,
        "0x1",
        MatchState.DETECTED,
        Awaited.NOTHING,
        Optional.empty(),
        MatchContent.of(json, Map.of()));
  }

  private <T> T run(Function<SqlConnection, Future<T>> work) {
    return database.engine().inTransaction(work).timeout(10, TimeUnit.SECONDS).await();
  }
}
