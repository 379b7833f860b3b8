package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.tenant.Tenant;
import org.ozmonitor.core.tenant.TenantStatus;
import org.ozmonitor.server.notification.FreshDeliveries;

/// A tenant that is suspended and comes back, in the eyes of its lane.
class SuspensionIT {
  private final WorkStage stage = new WorkStage();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void evaluatesNothingWhileItLastsAndTheSameWhenEvaluatedAgain() {
    stage.monitor("whales");
    stage.block("0xa whales");
    set(TenantStatus.SUSPENDED);
    stage.block("0xb whales");
    set(TenantStatus.INACTIVE);
    stage.block("0xc whales");
    set(TenantStatus.TRIAL);
    stage.block("0xd whales");
    var _ = stage.lane("w");
    walk();
    List<List<String>> first = stage.matches();
    assertThat(first).extracting(List::getFirst).containsExactly("0xa", "0xd");

    set(TenantStatus.SUSPENDED);
    stage.execute(
        "DELETE FROM delivery_queue; DELETE FROM deliveries; DELETE FROM matches; UPDATE lane SET"
            + " seq = 0");
    walk();

    assertThat(stage.matches()).isEqualTo(first);
  }

  @Test
  void retractsWhatWasFoundBefore() {
    stage.monitor("whales");
    stage.block("0xa whales");
    set(TenantStatus.SUSPENDED);
    long orphan = stage.orphan();

    var _ = stage.lane("w");
    walk();

    assertThat(stage.matches()).containsExactly(List.of("0xa", "retracted", "" + orphan));
  }

  private void set(TenantStatus status) {
    Tenant tenant = Tenant.unknown(WorkStage.TENANT).withStatus(status);
    long version =
        WorkStage.await(
            stage.engine.inTransaction(c -> stage.configurations.tenants().put(c, tenant)));
    assertThat(version).isEqualTo(stage.version());
  }

  private void walk() {
    var _ = WorkStage.await(stage.walk(FreshDeliveries.NONE).walk());
  }
}
