package org.ozmonitor.core.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.definition.Configuration.Changes;
import org.ozmonitor.core.definition.Configuration.Entry;
import org.ozmonitor.core.definition.Configuration.MonitorEntry;
import org.ozmonitor.core.definition.Configuration.TenantEntry;
import org.ozmonitor.core.definition.Configuration.TriggerEntry;
import org.ozmonitor.core.definition.Configuration.UnreadableEntry;
import org.ozmonitor.core.tenant.Tenant;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.core.tenant.TenantStatus;

final class ConfigurationTest {
  private static final TenantId TENANT = TenantId.DEFAULT;
  private static final TenantId OTHER = new TenantId(new UUID(1, 2));

  @Test
  void listsWhatIsNotPausedPerNetwork() {
    Configuration configuration =
        Configuration.empty()
            .with(
                1,
                begun(
                    monitor(TENANT, "a", 1, false, "eth", "base"),
                    monitor(OTHER, "b", 1, false, "eth"),
                    monitor(TENANT, "c", 1, true, "eth")));

    assertThat(names(configuration, "eth")).containsExactlyInAnyOrder("a", "b");
    assertThat(names(configuration, "base")).containsExactly("a");
    assertThat(configuration.activeMonitors("unknown")).isEmpty();
    assertThat(configuration.tenantsOn("eth")).containsExactlyInAnyOrder(TENANT, OTHER);
    assertThat(configuration.tenantsOn("base")).containsExactly(TENANT);
    assertThat(configuration.monitors()).hasSize(3);
  }

  @Test
  void replacesRevisionsAndKeepsTheOldVersionAsItWas() {
    Configuration first =
        Configuration.empty().with(1, begun(monitor(TENANT, "a", 1, false, "eth")));

    Configuration second = first.with(2, begun(monitor(TENANT, "a", 2, false, "base")));

    assertThat(second.version()).isEqualTo(2);
    assertThat(names(second, "eth")).isEmpty();
    assertThat(second.activeMonitors("base").getFirst().revision()).isEqualTo(2);
    assertThat(names(first, "eth")).containsExactly("a");
  }

  @Test
  void leavesListsAloneThatNoChangeTouches() {
    Configuration first =
        Configuration.empty()
            .with(
                1,
                begun(
                    monitor(TENANT, "a", 1, false, "eth"), monitor(TENANT, "b", 1, false, "base")));

    Configuration second = first.with(2, ended(EntityIds.monitor(TENANT, "b")));

    assertThat(second.activeMonitors("eth")).isSameAs(first.activeMonitors("eth"));
    assertThat(second.activeMonitors("base")).isEmpty();
    assertThat(second.monitors()).hasSize(1);
  }

  @Test
  void countsAMonitorOnceOnANetworkThatItNamesTwice() {
    Configuration configuration =
        Configuration.empty().with(1, begun(monitor(TENANT, "a", 1, false, "eth", "eth")));

    assertThat(configuration.activeMonitors("eth")).hasSize(1);
  }

  @Test
  void findsTriggersByTenantAndKey() {
    UUID id = EntityIds.trigger(TENANT, "hook");
    var trigger =
        new Trigger(
            "hook",
            "Hook",
            "slack",
            new Trigger.Config.Unusable("slack", "test"),
            Trigger.DEFAULT_EVENTS);

    Configuration configuration =
        Configuration.empty().with(1, begun(new TriggerEntry(TENANT, id, 1, trigger)));

    assertThat(configuration.trigger(TENANT, "hook").orElseThrow().id()).isEqualTo(id);
    assertThat(configuration.trigger(OTHER, "hook")).isEmpty();
    assertThat(configuration.with(2, ended(id)).trigger(TENANT, "hook")).isEmpty();
  }

  @Test
  void takesATenantOfWhichNothingIsSaidForActiveWithoutLimits() {
    Configuration configuration =
        Configuration.empty().with(1, begun(monitor(OTHER, "a", 1, false, "eth")));

    assertThat(configuration.tenant(OTHER)).isEqualTo(Tenant.unknown(OTHER));
    assertThat(configuration.tenant(TENANT).slug()).isEqualTo("default");
    assertThat(configuration.isServed(OTHER)).isTrue();
    assertThat(configuration.tenants()).containsExactly(Tenant.unknown(OTHER));
  }

  @Test
  void evaluatesNothingOfATenantThatIsNotServed() {
    Configuration first =
        Configuration.empty()
            .with(
                1,
                begun(
                    monitor(OTHER, "a", 1, false, "eth", "base"),
                    monitor(OTHER, "b", 1, true, "eth"),
                    monitor(TENANT, "c", 1, false, "eth"),
                    monitor(TENANT, "d", 1, false, "far")));

    Configuration second = first.with(2, begun(tenant(TenantStatus.SUSPENDED)));

    assertThat(names(second, "eth")).containsExactly("c");
    assertThat(second.tenantsOn("eth")).containsExactly(TENANT);
    assertThat(second.activeNetworks()).containsExactlyInAnyOrder("eth", "far");
    assertThat(second.activeMonitors("far")).isSameAs(first.activeMonitors("far"));
    assertThat(second.activeMonitors("eth").since(first.activeMonitors("eth")).size()).isOne();
    assertThat(second.activeCount()).isEqualTo(2);
    assertThat(second.monitors()).isEqualTo(first.monitors());
    assertThat(second.monitorsOf(OTHER)).hasSize(2);
    assertThat(names(first, "base")).containsExactly("a");
  }

  @Test
  void followsChangesOfMonitorsWhileTheirTenantIsSuspended() {
    Configuration suspended =
        Configuration.empty()
            .with(1, begun(tenant(TenantStatus.SUSPENDED), monitor(OTHER, "a", 1, false, "eth")))
            .with(
                2,
                begun(monitor(OTHER, "a", 2, false, "base"), monitor(OTHER, "b", 1, false, "eth")))
            .with(
                3, begun(monitor(OTHER, "c", 1, false, "eth"), monitor(OTHER, "d", 1, true, "eth")))
            .with(4, ended(EntityIds.monitor(OTHER, "c")));
    assertThat(suspended.activeNetworks()).isEmpty();
    assertThat(suspended.activeCount()).isZero();

    Configuration back = suspended.with(5, begun(tenant(TenantStatus.TRIAL)));

    assertThat(names(back, "eth")).containsExactly("b");
    assertThat(names(back, "base")).containsExactly("a");
    assertThat(back.activeCount()).isEqualTo(2);
    assertThat(back.with(6, begun(tenant(TenantStatus.ACTIVE))).activeMonitors("eth"))
        .isSameAs(back.activeMonitors("eth"));
    assertThat(suspended.with(5, ended(OTHER.value())).activeCount()).isEqualTo(2);
  }

  @Test
  void keepsWhatWasValidBesideADocumentThatCannotBeRead() {
    UUID id = EntityIds.monitor(OTHER, "a");
    Configuration first =
        Configuration.empty().with(1, begun(monitor(OTHER, "a", 1, false, "eth")));

    Configuration broken = first.with(2, begun(new UnreadableEntry(OTHER, id, 2, "no name")));

    assertThat(broken.unreadable()).containsOnlyKeys(id);
    assertThat(broken.activeMonitors("eth").getFirst().revision()).isEqualTo(1);
    assertThat(first.unreadable()).isEmpty();
    Configuration mended = broken.with(3, begun(monitor(OTHER, "a", 3, false, "eth")));
    assertThat(mended.unreadable()).isEmpty();
    assertThat(mended.activeMonitors("eth").getFirst().revision()).isEqualTo(3);
    assertThat(broken.with(3, ended(id)).unreadable()).isEmpty();
    assertThat(broken.with(3, ended(id)).activeMonitors("eth")).isEmpty();
  }

  @Test
  void neverMovesBack() {
    Configuration configuration = Configuration.empty().with(2, begun());

    assertThatThrownBy(() -> configuration.with(1, begun()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> names(Configuration configuration, String slug) {
    return configuration.activeMonitors(slug).stream().map(m -> m.definition().name()).toList();
  }

  private static Changes begun(Entry... entries) {
    return new Changes(Arrays.asList(entries), Set.of());
  }

  private static Changes ended(UUID... ids) {
    return new Changes(List.of(), Set.of(ids));
  }

  private static TenantEntry tenant(TenantStatus status) {
    return new TenantEntry(1, Tenant.unknown(OTHER).withStatus(status));
  }

  private static MonitorEntry monitor(
      TenantId tenant, String name, int revision, boolean paused, String... networks) {
    var monitor =
        new Monitor(
            name,
            List.of(networks),
            paused,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            "[]",
            false,
            Optional.empty());
    return new MonitorEntry(tenant, EntityIds.monitor(tenant, name), revision, monitor);
  }
}
