package org.ozmonitor.server.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.fixture.TestSeal;

class DatabaseSealIT {
  private static final String DOCUMENT = "{\"url\":{\"type\":\"plain\",\"value\":\"k3y\"}}";

  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.create(vertx);
  private final SqlClient client = database.engine().reader();

  @TempDir Path directory;

  @AfterEach
  void close() {
    database.close();
    vertx.close().await();
  }

  @Test
  void isTheSameForAllNodesOfOneKey() {
    Future<DocumentSeal> one = DatabaseSeal.open(client, Optional.of(keys('a')));
    Future<DocumentSeal> other = DatabaseSeal.open(client, Optional.of(keys('a')));

    assertThat(await(one).digest(DOCUMENT)).isEqualTo(await(other).digest(DOCUMENT));
  }

  @Test
  void refusesANodeWithAnotherKeyOrNone() {
    DocumentSeal seal = await(DatabaseSeal.open(client, Optional.of(keys('a'))));
    String id = keys('a').current().id();

    assertThat(seal).isNotNull();
    assertThatThrownBy(() -> await(DatabaseSeal.open(client, Optional.of(keys('b')))))
        .hasMessageContaining(id);
    assertThatThrownBy(() -> await(DatabaseSeal.open(client, Optional.empty())))
        .hasMessageContaining(id);
  }

  @Test
  void needsNoKeyWhereThereAreNoSecrets() {
    assertThat(await(DatabaseSeal.open(client, Optional.empty())).seal(owner(1), "{}"))
        .isEqualTo("{}");
  }

  @Test
  void forgetsAPreviousKeyAfterRotation() {
    DocumentSeal before = await(DatabaseSeal.open(client, Optional.of(keys('a'))));
    insert(1, before.seal(owner(1), DOCUMENT));
    insert(2, DOCUMENT); // from a version that did not encrypt
    insert(3, "{}");
    SealKeys both = new SealKeys(key('b'), List.of(key('a')));
    DocumentSeal during = await(DatabaseSeal.open(client, Optional.of(both)));

    SecretRotation.Report report = await(new SecretRotation(client, during, both).run());

    assertThat(report).isEqualTo(new SecretRotation.Report(6, 4));
    DocumentSeal after = await(DatabaseSeal.open(client, Optional.of(keys('b'))));
    assertThat(after.digest(DOCUMENT)).isEqualTo(before.digest(DOCUMENT));
    for (String table : List.of("config_revision", "triggers")) {
      assertThat(documents(table))
          .hasSize(3)
          .allSatisfy(document -> assertThat(document).doesNotContain("k3y"))
          .allSatisfy(document -> assertThat(after.isCurrent(document)).isTrue());
    }
    assertThat(after.open(owner(2), documents("triggers").get(1))).isEqualTo(DOCUMENT);
    assertThat(await(new SecretRotation(client, after, keys('b')).run()).renewed()).isZero();
  }

  @Test
  void sharesOneKeyAmongTheNodesOfADirectory() throws IOException {
    SealKeys first = SealKeys.ofDirectory(directory, List.of());
    SealKeys second = SealKeys.ofDirectory(directory, List.of());

    assertThat(second.current().id()).isEqualTo(first.current().id());
    assertThat(SealKeys.inDirectory(directory)).isPresent();
    Path file = directory.resolve("secrets.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void doesNotReplaceAKeyThatCannotBeRead() throws IOException {
    Files.writeString(directory.resolve("secrets.key"), "");

    assertThatThrownBy(() -> SealKeys.ofDirectory(directory, List.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("32 bytes");
  }

  private void insert(long n, String document) {
    UUID id = new UUID(0, n);
    await(
        client
            .preparedQuery(
                "INSERT INTO tenants (id, slug, name) VALUES ($1, 't', 't') ON CONFLICT DO NOTHING")
            .execute(Tuple.of(TenantId.DEFAULT.value())));
    await(
        client
            .preparedQuery(
                "INSERT INTO config_revision (tenant_id, kind, entity_id, revision, slug, document,"
                    + " from_version) VALUES ($1, 'trigger', $2, 1, 't', $3::text::jsonb, 1)")
            .execute(Tuple.of(TenantId.DEFAULT.value(), id, document)));
    await(
        client
            .preparedQuery(
                "INSERT INTO triggers (tenant_id, id, slug, document, active, version)"
                    + " VALUES ($1, $2, $3, $4::text::jsonb, true, 1)")
            .execute(Tuple.of(TenantId.DEFAULT.value(), id, "t" + n, document)));
  }

  private List<String> documents(String table) {
    String key = table.equals("triggers") ? "id" : "entity_id";
    return await(client.query("SELECT document::text FROM " + table + " ORDER BY " + key).execute())
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static DocumentSeal.Owner owner(long n) {
    return new DocumentSeal.Owner(Optional.of(TenantId.DEFAULT), "trigger", new UUID(0, n));
  }

  private static SealKey key(char letter) {
    return SealKey.parse(TestSeal.key(letter));
  }

  private static SealKeys keys(char letter) {
    return new SealKeys(key(letter), List.of());
  }

  @CanIgnoreReturnValue
  private static <T> T await(Future<T> future) {
    return future.timeout(10, TimeUnit.SECONDS).await();
  }
}
