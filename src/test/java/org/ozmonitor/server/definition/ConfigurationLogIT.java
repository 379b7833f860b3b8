package org.ozmonitor.server.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.fixture.TestSeal;

final class ConfigurationLogIT {
  private static final TenantId TENANT = TenantId.DEFAULT;

  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.create(vertx);
  private final ConfigurationLog log =
      new ConfigurationLog(vertx, TestSeal.of(database.engine().reader()));

  @TempDir Path directory;

  @BeforeEach
  void ensureTenant() {
    done(log.ensureTenant(database.engine().reader(), TENANT, "default", "Default"));
  }

  @AfterEach
  void close() {
    database.close();
    vertx.close().timeout(10, TimeUnit.SECONDS).await();
  }

  @Test
  void startsAtVersionZeroWithNothing() {
    assertThat(head()).isZero();
    assertThat(load(0).monitors()).isEmpty();
  }

  @Test
  void makesOneVersionOfATreeAndNoneWhenItComesAgain() {
    TreeBuilder tree = TreeBuilder.sound(directory);

    assertThat(apply(tree)).isEqualTo(new ApplyResult(1, 3, 0, true));
    assertThat(apply(tree)).isEqualTo(new ApplyResult(1, 0, 0, true));
    assertThat(head()).isEqualTo(1);
    done(log.ensureTenant(database.engine().reader(), TENANT, "default", "Default"));
    assertThat(rows("SELECT * FROM config_revision")).hasSize(3);
  }

  @Test
  void loadsWhatATreeSays() {
    ConfigurationTree tree = TreeBuilder.sound(directory).read();
    apply(tree);

    Configuration loaded = load(1);

    assertThat(loaded.version()).isEqualTo(1);
    assertThat(loaded.activeMonitors("eth"))
        .extracting(ActiveMonitor::definition)
        .containsExactly(tree.monitors().getFirst().definition());
    assertThat(loaded.networks().values())
        .extracting(Configuration.NetworkEntry::definition)
        .containsExactly(tree.networks().getFirst().definition());
    assertThat(loaded.trigger(TENANT, "hook").orElseThrow().definition())
        .isEqualTo(tree.triggers().getFirst().definition());
  }

  @Test
  void givesRevisionsTheRangesInWhichTheyAreValid() {
    TreeBuilder tree = TreeBuilder.sound(directory);
    apply(tree);
    apply(tree.monitor("usdc", "USDC", "eth"));
    apply(tree.remove("monitors/usdc.json"));
    apply(tree.monitor("usdc", "USDC", "eth"));

    assertThat(
            rows(
                """
                SELECT revision || ' ' || from_version || ' ' || coalesce(to_version::text, '-')
                FROM config_revision WHERE kind = 'monitor' ORDER BY revision\
                """))
        .containsExactly("1 1 2", "2 2 3", "3 4 -");
    assertThat(load(1).activeMonitors("eth").getFirst().definition().triggers()).hasSize(1);
    assertThat(load(2).activeMonitors("eth").getFirst().revision()).isEqualTo(2);
    assertThat(load(3).activeMonitors("eth")).isEmpty();
    assertThat(load(4).activeMonitors("eth").getFirst().revision()).isEqualTo(3);
  }

  @Test
  void advancesOverSeveralVersionsAsIfItHadLoadedThem() {
    TreeBuilder tree = TreeBuilder.sound(directory).monitor("b", "B", "eth");
    apply(tree);
    apply(tree.monitor("usdc", "USDC", "eth").monitor("c", "C", "eth"));
    apply(tree.remove("monitors/b.json").remove("monitors/c.json"));
    apply(tree.monitor("usdc", "Renamed", "eth"));

    for (long from = 0; from <= 4; from++) {
      for (long to = from; to <= 4; to++) {
        Configuration advanced = done(log.advance(database.engine().reader(), load(from), to));

        assertThat(advanced.monitors()).isEqualTo(load(to).monitors());
        assertThat(advanced.activeMonitors("eth")).isEqualTo(load(to).activeMonitors("eth"));
        assertThat(advanced.networks()).isEqualTo(load(to).networks());
      }
    }
  }

  @Test
  void beginsFromWhatIsLoadedAlready() {
    TreeBuilder tree = TreeBuilder.sound(directory);
    apply(tree);
    apply(tree.monitor("b", "B", "eth"));
    Configuration shared = load(1);
    log.share(shared);

    assertThat(advance(Configuration.empty(), 1)).isSameAs(shared);
    Configuration next = advance(Configuration.empty(), 2);
    assertThat(next.monitors()).isEqualTo(load(2).monitors());
    assertThat(shared.monitors()).isNotEmpty();
    shared.monitors().forEach((id, it) -> assertThat(next.monitors().get(id)).isSameAs(it));

    log.share(next);
    assertThat(advance(shared, 2)).isSameAs(next);
    assertThat(advance(Configuration.empty(), 1)).isNotSameAs(shared).isNotSameAs(next);
    assertThat(load(2)).isNotSameAs(next);
  }

  @Test
  void saysWhichDocumentsCannotBeReadAndReadsThemAgain() {
    apply(TreeBuilder.sound(directory).monitor("b", "B", "eth"));
    spoil("monitor", "{\"name\": 7}");
    Configuration broken = load(1);
    assertThat(broken.unreadable().values())
        .extracting(Configuration.UnreadableEntry::tenant)
        .containsExactly(TENANT, TENANT);
    assertThat(broken.unreadable().values())
        .allMatch(it -> it.reason().contains("monitor " + it.id() + ": name"));
    assertThat(broken.networks()).hasSize(1);
    assertThat(broken.triggers()).hasSize(1);

    spoil("monitor", TreeBuilder.monitorJson("Mended", "eth", "hook"));
    Configuration mended = advance(broken, 1);

    assertThat(mended.unreadable()).isEmpty();
    assertThat(mended.activeMonitors("eth")).hasSize(2);
    assertThat(endOfActivity("eth")).hasValue(Long.MAX_VALUE);
  }

  @Test
  void doesWithoutNoNetworkThatCannotBeRead() {
    apply(TreeBuilder.sound(directory));
    spoil("network", "{}");

    assertThat(
            done(
                log.load(database.engine().reader(), 1)
                    .map("loaded")
                    .otherwise(Throwable::getMessage)))
        .startsWith("stored document cannot be read: network ");
  }

  private Configuration advance(Configuration from, long to) {
    return done(log.advance(database.engine().reader(), from, to));
  }

  private void spoil(String kind, String document) {
    done(
        database
            .engine()
            .reader()
            .preparedQuery("UPDATE config_revision SET document = $2::text::jsonb WHERE kind = $1")
            .execute(Tuple.of(kind, document)));
  }

  @Test
  void marksNetworksThatAnActiveMonitorNames() {
    TreeBuilder tree = TreeBuilder.sound(directory).network("base");
    apply(tree);
    assertThat(activeNetworks()).containsExactly("eth");

    apply(tree.monitor("usdc", "USDC", "base"));
    assertThat(activeNetworks()).containsExactly("base");

    apply(
        tree.file(
            "monitors/usdc.json",
            TreeBuilder.monitorJson("USDC", "base")
                .replace("\"paused\": false", "\"paused\": true")));
    assertThat(activeNetworks()).isEmpty();
    assertThat(load(3).activeMonitors("base")).isEmpty();
  }

  @Test
  void networkStaysActiveWhileAnybodyHasAnActiveMonitorThere() {
    TenantId other = EntityIds.tenant("other");
    done(log.ensureTenant(database.engine().reader(), other, "other", "Other"));
    TreeBuilder tree = TreeBuilder.sound(directory.resolve("one"));
    TreeBuilder others = TreeBuilder.sound(directory.resolve("two"));
    apply(tree);
    apply(other, others.read());

    apply(paused(tree));
    assertThat(activeNetworks()).containsExactly("eth");
    apply(other, paused(others).read());
    assertThat(activeNetworks()).isEmpty();
    apply(tree);
    assertThat(activeNetworks()).isEmpty();
    apply(other, others.monitor("usdc", "USDC", "eth").read());
    assertThat(activeNetworks()).containsExactly("eth");
  }

  private static TreeBuilder paused(TreeBuilder tree) {
    return tree.file(
        "monitors/usdc.json",
        TreeBuilder.monitorJson("USDC", "eth").replace("\"paused\": false", "\"paused\": true"));
  }

  @Test
  void keepsTheLastGoodStateOfABrokenFile() {
    TreeBuilder tree = TreeBuilder.sound(directory).monitor("b", "B", "eth");
    apply(tree);

    ApplyResult result =
        apply(tree.file("monitors/usdc.json", "{").remove("monitors/b.json").read());

    assertThat(result).isEqualTo(new ApplyResult(2, 0, 1, true));
    assertThat(load(2).activeMonitors("eth"))
        .extracting(monitor -> monitor.definition().name())
        .containsExactly("USDC");
  }

  @Test
  void makesNoVersionWhenOnlyAFileIsRenamed() {
    TreeBuilder tree = TreeBuilder.sound(directory);
    apply(tree);

    ApplyResult result =
        apply(tree.remove("monitors/usdc.json").monitor("moved", "USDC", "eth", "hook"));

    assertThat(result.changed()).isFalse();
    assertThat(rows("SELECT source FROM config_revision WHERE kind = 'monitor'"))
        .containsExactly("monitors/moved.json");
  }

  @Test
  void tellsSinceWhenATenantHasBeenOnANetwork() {
    TreeBuilder tree = TreeBuilder.sound(directory).network("base");
    apply(tree);
    apply(tree.monitor("usdc", "USDC", "eth"));
    assertThat(firstActive("eth")).isEqualTo(OptionalLong.of(1));
    assertThat(firstActive("base")).isEmpty();

    apply(tree.monitor("usdc", "USDC", "base"));
    apply(tree.monitor("usdc", "USDC", "eth"));
    apply(tree.monitor("other", "Other", "eth"));

    assertThat(firstActive("eth")).isEqualTo(OptionalLong.of(4));
    assertThat(firstActive("base")).isEqualTo(OptionalLong.of(3));
    assertThat(endOfActivity("eth")).isEqualTo(OptionalLong.of(Long.MAX_VALUE));
    assertThat(endOfActivity("base")).isEqualTo(OptionalLong.of(4));
    assertThat(endOfActivity("other")).isEmpty();
  }

  @Test
  void leavesNothingBehindWhenTheTransactionFails() {
    ConfigurationTree tree = TreeBuilder.sound(directory).read();

    Future<Void> failed =
        database
            .engine()
            .inTransaction(
                connection ->
                    log.apply(connection, TENANT, tree)
                        .compose(_ -> Future.failedFuture(new IllegalStateException("stop"))));

    assertThat(failed.otherwiseEmpty().timeout(10, TimeUnit.SECONDS).await()).isNull();
    assertThat(head()).isZero();
    assertThat(rows("SELECT * FROM config_revision")).isEmpty();
    assertThat(apply(tree)).isEqualTo(new ApplyResult(1, 3, 0, true));
  }

  @Test
  void importsManyMonitorsInShortTransactions() {
    TreeBuilder builder = TreeBuilder.sound(directory);
    StringBuilder map = new StringBuilder("{");
    for (int index = 0; index < 4500; index++) {
      map.append(index == 0 ? "" : ",").append("\"m").append(index).append("\": ");
      map.append(TreeBuilder.monitorJson("Monitor " + index, "eth", "hook"));
    }
    ConfigurationTree tree = builder.file("monitors/many.json", map.append("}").toString()).read();

    assertThat(apply(tree)).isEqualTo(new ApplyResult(1, 2000, 0, false));
    assertThat(load(1).networks()).hasSize(1);
    assertThat(load(1).triggers()).hasSize(1);
    assertThat(apply(tree)).isEqualTo(new ApplyResult(2, 2000, 0, false));
    assertThat(apply(tree)).isEqualTo(new ApplyResult(3, 503, 0, true));
    assertThat(load(3).activeMonitors("eth")).hasSize(4501);
    assertThat(apply(tree).changed()).isFalse();
  }

  @CanIgnoreReturnValue
  private ApplyResult apply(TreeBuilder tree) {
    return apply(tree.read());
  }

  @CanIgnoreReturnValue
  private ApplyResult apply(ConfigurationTree tree) {
    return apply(TENANT, tree);
  }

  @CanIgnoreReturnValue
  private ApplyResult apply(TenantId tenant, ConfigurationTree tree) {
    return done(database.engine().inTransaction(connection -> log.apply(connection, tenant, tree)));
  }

  private Configuration load(long version) {
    return done(log.load(database.engine().reader(), version));
  }

  private long head() {
    return done(log.head(database.engine().reader()));
  }

  private OptionalLong firstActive(String slug) {
    return done(log.firstActive(database.engine().reader(), TENANT, slug));
  }

  private OptionalLong endOfActivity(String slug) {
    return done(log.endOfActivity(database.engine().reader(), slug));
  }

  private List<String> activeNetworks() {
    return rows("SELECT slug FROM networks WHERE active ORDER BY slug");
  }

  private List<String> rows(String sql) {
    List<String> values = new ArrayList<>();
    done(database.engine().reader().query(sql).execute())
        .forEach(row -> values.add(String.valueOf(row.getValue(0))));
    return values;
  }

  @CanIgnoreReturnValue
  private static <T> T done(Future<T> future) {
    return future.timeout(30, TimeUnit.SECONDS).await();
  }
}
