package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.server.notification.FreshDeliveries;

final class LaneConfigurationIT {
  private final WorkStage stage = new WorkStage();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void whoAsksAgainJoinsWhatIsOnItsWay() {
    stage.monitor("whales");
    long version = stage.monitor("minnows");
    var configuration =
        new LaneConfiguration(stage.services(FreshDeliveries.NONE), stage.lane("w"));

    Future<Configuration> first = configuration.at(version);
    Future<Configuration> second = configuration.at(version);

    assertThat(WorkStage.await(first).version()).isEqualTo(version);
    LaneIndex made = configuration.index();
    assertThat(made.size()).isEqualTo(2);
    assertThat(WorkStage.await(second)).isSameAs(WorkStage.await(first));
    assertThat(configuration.index()).as("compiled once").isSameAs(made);
  }
}
