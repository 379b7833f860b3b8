package org.ozmonitor.system.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.server.demo.DemoMonitor;

final class ConfigurationHistoryTest {
  private static final CampaignMonitor FIRST = new CampaignMonitor(0, 50);
  private static final CampaignMonitor SECOND = new CampaignMonitor(5, 50);

  private ConfigurationHistory history;

  @BeforeEach
  void beginWithOne() {
    history = new ConfigurationHistory(Map.of(0, FIRST));
  }

  @Test
  void knowsWhatIsValidBeforeAndAfterAChange() {
    history.changed(4, 4, Map.of(5, SECOND));

    assertThat(history.at(3, 0).sure()).extracting(DemoMonitor::name).containsExactly("Watch 0");
    assertThat(history.at(4, 0).sure()).extracting(DemoMonitor::name).containsExactly("Watch 5");
    assertThat(history.at(4, 0).perhaps()).isEmpty();
  }

  @Test
  void leavesOpenWhatSomeVersionsInBetweenMayHave() {
    history.changed(4, 6, Map.of(0, FIRST, 5, SECOND));

    assertThat(history.at(5, 0).sure()).extracting(DemoMonitor::name).containsExactly("Watch 0");
    assertThat(history.at(5, 0).perhaps()).extracting(DemoMonitor::name).containsExactly("Watch 5");
    assertThat(history.at(6, 0).sure()).hasSize(2);
  }

  @Test
  void leavesOpenBothStatesOfAChangedMonitor() {
    history.changed(4, 5, Map.of(0, new CampaignMonitor(0, 70)));

    assertThat(history.at(4, 0).sure()).isEmpty();
    assertThat(history.at(4, 0).perhaps()).hasSize(2);
  }

  @Test
  void asksOnlyForMonitorsOfTheNetwork() {
    assertThat(history.at(1, 1).sure()).isEmpty();
  }
}
