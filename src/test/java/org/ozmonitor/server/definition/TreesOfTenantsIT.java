package org.ozmonitor.server.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.tenant.Tenant;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.core.tenant.TenantLimit;
import org.ozmonitor.core.tenant.TenantLimits;
import org.ozmonitor.core.tenant.TenantStatus;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.fixture.TestSeal;
import org.ozmonitor.server.cluster.LeaseTimes;
import org.ozmonitor.server.cluster.Leases;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.secret.DocumentSeal;

/// Several trees on one node.
final class TreesOfTenantsIT {
  private static final TenantId ACME = EntityIds.tenant("acme");
  private static final TenantId GLOBEX = EntityIds.tenant("globex");

  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.create(vertx);
  private final DocumentSeal seal = TestSeal.of(database.engine().reader());
  private final ConfigurationLog log = new ConfigurationLog(vertx, seal);
  private final List<Problem> problems = new CopyOnWriteArrayList<>();
  private TenantLimits newTenants = TenantLimits.UNLIMITED;

  @TempDir Path root;

  private TreeBuilder acme;
  private TreeBuilder globex;
  private @Nullable DefinitionModule module;

  @BeforeEach
  void buildTrees() {
    acme = TreeBuilder.sound(root.resolve("acme"));
    globex = TreeBuilder.sound(root.resolve("globex"));
  }

  @AfterEach
  void close() {
    done(Objects.requireNonNull(module).stop());
    database.close();
    vertx.close().timeout(10, TimeUnit.SECONDS).await();
  }

  @Test
  void keepsEqualNamesOfTenantsApart() {
    start("acme", "globex");
    Configuration both = current();
    assertThat(both.tenantsOn("eth")).containsExactlyInAnyOrder(ACME, GLOBEX);
    assertThat(both.activeMonitors("eth")).hasSize(2);
    assertThat(both.trigger(ACME, "hook")).isPresent();
    assertThat(both.trigger(GLOBEX, "hook").orElseThrow().id())
        .isNotEqualTo(both.trigger(ACME, "hook").orElseThrow().id());
    assertThat(both.tenant(ACME)).isEqualTo(Tenant.of(ACME, "acme", "acme"));
    assertThat(both.networks()).hasSize(1);
    assertThat(problems).isEmpty();

    acme.monitor("usdc", "USDC", "eth").remove("triggers/hooks.json");

    await().until(() -> current().trigger(ACME, "hook").isEmpty());
    assertThat(current().trigger(GLOBEX, "hook")).isPresent();
    assertThat(triggersOf(ACME)).isEmpty();
    assertThat(triggersOf(GLOBEX)).containsExactly("hook");
  }

  @Test
  void keepsOwnTreeAndThoseOfOthersApart() {
    var _ = TreeBuilder.sound(root.resolve("default"));
    start("default", "acme");

    assertThat(current().tenantsOn("eth")).containsExactlyInAnyOrder(TenantId.DEFAULT, ACME);
  }

  @Test
  void importsASoundTreeBesideABrokenOne() {
    acme.file("monitors/usdc.json", "{").monitor("b", "B", "eth", "hook");
    start("acme", "globex");
    assertThat(current().tenantsOn("eth")).containsExactlyInAnyOrder(ACME, GLOBEX);
    assertThat(problems)
        .extracting(Problem::place)
        .containsExactly("tenant acme: monitors/usdc.json");

    acme.file("networks/eth.json", "[]");
    globex.monitor("c", "C", "eth", "hook");

    await().until(() -> current().monitorsOf(GLOBEX).size() == 2);
    assertThat(current().tenantsOn("eth")).containsExactlyInAnyOrder(ACME, GLOBEX);
  }

  @Test
  void endsANetworkWithTheLastTreeThatDefinesIt() {
    start("acme", "globex");

    acme.remove("networks/eth.json").remove("monitors/usdc.json");
    await().until(() -> current().monitorsOf(ACME).isEmpty());
    assertThat(current().networks()).hasSize(1);
    assertThat(current().tenantsOn("eth")).containsExactly(GLOBEX);

    globex.remove("networks/eth.json").remove("monitors/usdc.json");
    await().until(() -> current().networks().isEmpty());
  }

  @Test
  void refusesAnotherDefinitionOfANetworkAndSaysWhereBothStand() {
    globex.file("networks/main.json", other()).remove("networks/eth.json");
    globex.network("base").monitor("b", "B", "base", "hook");
    start("acme", "globex");

    assertThat(current().tenantsOn("eth")).containsExactly(ACME);
    assertThat(current().tenantsOn("base")).containsExactly(GLOBEX);
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().rule()).isEqualTo("network.slug.conflict");
    assertThat(problems.getFirst().place()).isEqualTo("tenant globex: networks/main.json: slug");
    assertThat(problems.getFirst().message())
        .contains("networks/eth.json of the tenant acme", "1 monitors that name it");
  }

  @Test
  void takesInWhatWasRefusedWhenTheOtherGivesWay() {
    globex.file("networks/eth.json", other());
    start("acme", "globex");
    assertThat(current().tenantsOn("eth")).containsExactly(ACME);

    acme.remove("networks/eth.json").remove("monitors/usdc.json");

    await().until(() -> current().tenantsOn("eth").equals(java.util.Set.of(GLOBEX)));
    await().until(problems::isEmpty);
    assertThat(blockTime()).isEqualTo(2000);
  }

  @Test
  void changesANetworkWhenAllWhoDefineItSayTheSame() {
    start("acme", "globex");

    acme.file("networks/eth.json", other());
    await().until(() -> !problems.isEmpty());
    assertThat(blockTime()).isEqualTo(12000);
    assertThat(current().tenantsOn("eth")).containsExactlyInAnyOrder(ACME, GLOBEX);

    globex.file("networks/eth.json", other());
    await().until(() -> blockTime() == 2000);
    await().until(problems::isEmpty);
    assertThat(current().tenantsOn("eth")).containsExactlyInAnyOrder(ACME, GLOBEX);
  }

  @Test
  void leavesOutMonitorsBeyondTheQuotaButNoneThatIsThere() {
    newTenants = newTenants.with(TenantLimit.MAX_MONITORS, OptionalInt.of(2));
    acme.monitor("z", "Z", "eth");
    start("acme", "globex");
    assertThat(names(ACME)).containsExactlyInAnyOrder("USDC", "Z");

    acme.monitor("a", "A", "eth");
    globex.monitor("a", "A", "eth");

    await().until(() -> !problems.isEmpty());
    await().until(() -> names(GLOBEX).size() == 2);
    assertThat(names(ACME)).containsExactlyInAnyOrder("USDC", "Z");
    assertThat(problems).extracting(Problem::rule).containsExactly("monitor.max_monitors");
    assertThat(problems.getFirst().toString())
        .contains("tenant acme: monitors/a.json", "2 monitors", "max_monitors");

    put(current().tenant(ACME).withLimits(TenantLimits.UNLIMITED));
    await().until(() -> names(ACME).size() == 3);
    await().until(problems::isEmpty);
  }

  @Test
  void stopsAndGoesOnWithTheTenantsStatus() {
    start("acme", "globex");

    put(current().tenant(ACME).withStatus(TenantStatus.SUSPENDED));
    await().atMost(Duration.ofSeconds(1)).until(() -> !current().isServed(ACME));
    assertThat(current().tenantsOn("eth")).containsExactly(GLOBEX);
    acme.monitor("b", "B", "eth", "hook");
    await().until(() -> current().monitorsOf(ACME).size() == 2);
    assertThat(current().tenantsOn("eth")).containsExactly(GLOBEX);

    put(current().tenant(ACME).withStatus(TenantStatus.ACTIVE));
    await().atMost(Duration.ofSeconds(1)).until(() -> current().isServed(ACME));
    assertThat(current().activeMonitors("eth")).hasSize(3);
  }

  private void start(String... tenants) {
    module =
        new DefinitionModule(
            new DefinitionModule.Needs(
                vertx,
                database.engine(),
                new Leases(database.engine().reader()),
                new LeaseTimes(Duration.ofSeconds(1), Duration.ofMillis(250)),
                "node",
                new Secrets(Map.of()),
                log,
                TreeLimits.DEFAULT,
                newTenants,
                Duration.ofMinutes(5),
                List.of(),
                System::nanoTime,
                _ -> {},
                this::onProblems),
            Stream.of(tenants).map(it -> new TenantTree(it, root.resolve(it))).toList());
    done(module.start());
  }

  private synchronized void onProblems(List<Problem> now) {
    List<Problem> errors =
        now.stream().filter(it -> it.severity() == Problem.Severity.ERROR).toList();
    problems.clear();
    problems.addAll(errors);
  }

  private Configuration current() {
    return Objects.requireNonNull(module).watch().current();
  }

  private void put(Tenant tenant) {
    done(database.engine().inTransaction(connection -> log.tenants().put(connection, tenant)));
  }

  private List<String> names(TenantId tenant) {
    return current().monitorsOf(tenant).values().stream()
        .map(entry -> entry.definition().name())
        .toList();
  }

  private List<String> triggersOf(TenantId tenant) {
    return List.copyOf(done(log.triggerKeys(database.engine().reader(), tenant)));
  }

  private long blockTime() {
    return current().networks().values().iterator().next().definition().blockTimeMs();
  }

  private static String other() {
    return TreeBuilder.networkJson("eth", "eth").replace("12000", "2000");
  }

  @CanIgnoreReturnValue
  private static <T> T done(Future<T> future) {
    return future.timeout(30, TimeUnit.SECONDS).await();
  }
}
