package org.ozmonitor.server.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.tenant.Tenant;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.core.tenant.TenantLimit;
import org.ozmonitor.core.tenant.TenantPriority;
import org.ozmonitor.core.tenant.TenantStatus;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.fixture.TestSeal;

final class TenantsIT {
  private static final Tenant ACME = Tenant.of(EntityIds.tenant("acme"), "acme", "Acme");

  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.create(vertx);
  private final ConfigurationLog log =
      new ConfigurationLog(vertx, TestSeal.of(database.engine().reader()));

  @TempDir Path directory;

  @BeforeEach
  void ensureDefault() {
    done(log.ensureTenant(database.engine().reader(), TenantId.DEFAULT, "default", "Default"));
  }

  @AfterEach
  void close() {
    database.close();
    vertx.close().timeout(10, TimeUnit.SECONDS).await();
  }

  @Test
  void keepsWhatIsSaidOfATenantUnderAVersion() {
    Tenant first = ACME.withPriority(TenantPriority.HIGH);
    Tenant second =
        first
            .withName("Acme Inc.")
            .withStatus(TenantStatus.TRIAL)
            .withLimits(first.limits().with(TenantLimit.MATCHES_PER_BLOCK, OptionalInt.of(7)));

    assertThat(put(first)).isEqualTo(1);
    assertThat(put(first)).isEqualTo(1);
    assertThat(put(second)).isEqualTo(2);

    assertThat(load(0).tenant(ACME.id()).slug()).isEqualTo(ACME.id().toString());
    assertThat(load(1).tenant(ACME.id())).isEqualTo(first);
    assertThat(load(2).tenant(ACME.id())).isEqualTo(second);
    assertThat(load(2).tenants()).containsExactly(second);
    assertThat(done(log.tenants().find(database.engine().reader(), "acme"))).contains(second);
    assertThat(done(log.tenants().find(database.engine().reader(), "other"))).isEmpty();
  }

  @Test
  void listsTenantsWithoutRevisionsToo() {
    var _ = put(ACME);

    List<Tenant> found = done(log.tenants().list(database.engine().reader(), 10));

    assertThat(found).containsExactly(ACME, Tenant.unknown(TenantId.DEFAULT));
    assertThat(done(log.tenants().list(database.engine().reader(), 1))).containsExactly(ACME);
  }

  @Test
  void doesNotGiveASlugToTwo() {
    var _ = put(ACME);

    assertThatThrownBy(() -> put(Tenant.of(EntityIds.tenant("other"), "acme", "Thief")))
        .hasMessageContaining("tenants_slug_key");
    assertThat(done(log.head(database.engine().reader()))).isEqualTo(1);
  }

  @Test
  void suspendsATenantFromAStatedVersionOnAndAgainInAReplay() {
    var _ = put(ACME); // 1
    apply(ACME.id(), TreeBuilder.sound(directory.resolve("acme"))); // 2
    apply(TenantId.DEFAULT, TreeBuilder.sound(directory.resolve("own"))); // 3
    long suspended = put(ACME.withStatus(TenantStatus.SUSPENDED));
    long back = put(ACME);

    assertThat(suspended).isEqualTo(4);
    assertThat(back).isEqualTo(5);
    for (long from = 0; from <= back; from++) {
      Configuration now = load(from);
      for (long at = from; at <= back; at++) {
        now = done(log.advance(database.engine().reader(), now, at));
        assertThat(now.isServed(ACME.id())).isEqualTo(at != suspended);
        assertThat(now.tenantsOn("eth").contains(ACME.id())).isEqualTo(at != suspended && at > 1);
        assertThat(now.tenantsOn("eth").contains(TenantId.DEFAULT)).isEqualTo(at > 2);
        assertThat(now.activeMonitors("eth")).isEqualTo(load(at).activeMonitors("eth"));
      }
    }
  }

  @Test
  void beginsAndEndsActivityWithTheTenant() {
    var _ = put(ACME.withStatus(TenantStatus.INACTIVE)); // 1
    apply(ACME.id(), TreeBuilder.sound(directory)); // 2
    assertThat(firstActive()).isEmpty();
    assertThat(endOfActivity()).isEmpty();
    assertThat(activeNetworks()).isEmpty();

    var _ = put(ACME); // 3
    assertThat(firstActive()).isEqualTo(OptionalLong.of(3));
    assertThat(endOfActivity()).isEqualTo(OptionalLong.of(Long.MAX_VALUE));
    assertThat(activeNetworks()).containsExactly("eth");

    var _ = put(ACME.withStatus(TenantStatus.SUSPENDED)); // 4
    assertThat(firstActive()).isEqualTo(OptionalLong.of(3));
    assertThat(endOfActivity()).isEqualTo(OptionalLong.of(4));
    assertThat(activeNetworks()).isEmpty();

    var _ = put(ACME.withStatus(TenantStatus.INACTIVE)); // 5
    var _ = put(ACME.withStatus(TenantStatus.TRIAL)); // 6
    assertThat(firstActive()).isEqualTo(OptionalLong.of(6));
  }

  private long put(Tenant tenant) {
    return done(
        database.engine().inTransaction(connection -> log.tenants().put(connection, tenant)));
  }

  private void apply(TenantId tenant, TreeBuilder tree) {
    ConfigurationTree read = tree.read();
    done(database.engine().inTransaction(connection -> log.apply(connection, tenant, read)));
  }

  private Configuration load(long version) {
    return done(log.load(database.engine().reader(), version));
  }

  private OptionalLong firstActive() {
    return done(log.firstActive(database.engine().reader(), ACME.id(), "eth"));
  }

  private OptionalLong endOfActivity() {
    return done(log.endOfActivity(database.engine().reader(), "eth"));
  }

  private List<String> activeNetworks() {
    try (Sql sql = new Sql(database.url())) {
      return sql.rows("SELECT slug FROM networks WHERE active").stream()
          .map(List::getFirst)
          .toList();
    }
  }

  @CanIgnoreReturnValue
  private static <T> T done(Future<T> future) {
    return future.timeout(30, TimeUnit.SECONDS).await();
  }
}
