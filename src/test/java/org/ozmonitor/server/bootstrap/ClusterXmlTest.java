package org.ozmonitor.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.config.XmlConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ozmonitor.server.config.ClusterConfig;

class ClusterXmlTest {
  @Test
  void isFilledFromTheSettings() throws IOException {
    var settings =
        new ClusterConfig(
            "prod", "10.0.0.1", 6000, List.of("10.0.0.1", "10.0.0.2"), ClusterConfig.EventBus.ON);

    Config config;
    try (InputStream file = Files.newInputStream(Path.of("cluster.xml"))) {
      var builder = new XmlConfigBuilder(file);
      builder.setProperties(settings.placeholders());
      config = builder.build();
    }

    assertThat(config.getClusterName()).isEqualTo("prod");
    assertThat(config.getNetworkConfig().getPort()).isEqualTo(6000);
    assertThat(config.getNetworkConfig().getInterfaces().getInterfaces())
        .containsExactly("10.0.0.1");
    assertThat(config.getNetworkConfig().getJoin().getTcpIpConfig().getMembers())
        .containsExactly("10.0.0.1", "10.0.0.2");
    assertThat(config.getNetworkConfig().getJoin().getMulticastConfig().isEnabled()).isFalse();
    assertThat(config.getMultiMapConfigs()).containsKey("__vertx.subs");
  }
}
