package org.ozmonitor.core.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.TenantId;

/// The vectors were computed by another program: SHA-256 over parts, each after its length in four
/// bytes. They must never change, or every receiver sees all its alerts as new.
class EntityIdsTest {
  private static final TenantId TENANT =
      new TenantId(UUID.fromString("00000000-0000-8000-8000-000000000001"));
  private static final NetworkId NETWORK =
      new NetworkId(UUID.fromString("0e942b67-56b9-8aea-92ff-ce60da36cfbb"));
  private static final UUID MONITOR = UUID.fromString("2925f0c2-71be-821d-acbc-ea1d3d0ce7fa");
  private static final UUID TRIGGER = UUID.fromString("3335785a-cc26-8136-9bb4-162cff3d6840");
  private static final UUID MATCH = UUID.fromString("6fc7b138-bf5b-8fc6-a9b0-6861a5b22459");

  @Test
  void derivesWhatTheVectorsSay() {
    assertThat(EntityIds.platformNetwork("ethereum_mainnet")).isEqualTo(NETWORK);
    assertThat(EntityIds.monitor(TENANT, "Large Transfers")).isEqualTo(MONITOR);
    assertThat(EntityIds.trigger(TENANT, "Ops_Webhook")).isEqualTo(TRIGGER);
    assertThat(EntityIds.match(TENANT, MONITOR, NETWORK, "0xabc")).isEqualTo(MATCH);
    assertThat(EntityIds.delivery(MATCH, TRIGGER, "detected", 42))
        .isEqualTo(UUID.fromString("9108a5af-57b5-843d-93cf-9f7138d9f2bb"));
  }

  @Test
  void comparesNamesOfMonitorsAndNetworksWithoutCaseAndOuterBlanks() {
    assertThat(EntityIds.monitor(TENANT, " LARGE transfers\n")).isEqualTo(MONITOR);
    assertThat(EntityIds.platformNetwork("Ethereum_Mainnet ")).isEqualTo(NETWORK);
    assertThat(EntityIds.trigger(TENANT, "ops_webhook")).isNotEqualTo(TRIGGER);
  }

  @Test
  void keepsPartsApart() {
    assertThat(EntityIds.derive("a", "bc", "d")).isNotEqualTo(EntityIds.derive("a", "b", "cd"));
  }

  @Test
  void makesUuidsOfVersionEight() {
    assertThat(MATCH.version()).isEqualTo(8);
    assertThat(MATCH.variant()).isEqualTo(2);
  }
}
