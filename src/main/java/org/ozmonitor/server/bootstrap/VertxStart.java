package org.ozmonitor.server.bootstrap;

import com.hazelcast.config.Config;
import com.hazelcast.config.XmlConfigBuilder;
import com.hazelcast.core.HazelcastInstance;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ozmonitor.server.config.ClusterConfig;

/// Vert.x as a node uses it: alone, or a member of the Hazelcast cluster.
///
/// @param hazelcast present in a cluster
record VertxStart(Vertx vertx, Optional<HazelcastInstance> hazelcast) {
  private static final Duration LONGEST_JOIN = Duration.ofSeconds(60);
  private static final String CLUSTER_FILE = "cluster.xml";

  /// Meters that nobody reads and that would cost on every message and query.
  private static final EnumSet<MetricsDomain> METERED =
      EnumSet.of(MetricsDomain.HTTP_SERVER, MetricsDomain.NAMED_POOLS, MetricsDomain.VERTICLES);

  /// A Vert.x of its own.
  static VertxStart alone(Optional<JsonObject> options, MeterRegistry registry) {
    Vertx vertx =
        Vertx.builder()
            .with(options(options))
            .withMetrics(new MicrometerMetricsFactory(registry))
            .build();
    return new VertxStart(vertx, Optional.empty());
  }

  /// Joins the cluster that `cluster.xml` describes: the one in the working directory, else ours.
  /// Blocks.
  static VertxStart clustered(
      Optional<JsonObject> options, ClusterConfig cluster, MeterRegistry registry) {
    HazelcastClusterManager manager = new HazelcastClusterManager(hazelcast(cluster));
    VertxOptions vertxOptions = options(options);
    vertxOptions.getEventBusOptions().setHost(cluster.host()).setPort(0);
    Vertx vertx =
        Node.await(
            Vertx.builder()
                .with(vertxOptions)
                .withMetrics(new MicrometerMetricsFactory(registry))
                .withClusterManager(manager)
                .buildClustered(),
            LONGEST_JOIN);
    return new VertxStart(vertx, Optional.of(manager.getHazelcastInstance()));
  }

  private static VertxOptions options(Optional<JsonObject> given) {
    VertxOptions options = given.map(VertxOptions::new).orElseGet(VertxOptions::new);
    options.setMetricsOptions(
        new MicrometerMetricsOptions()
            .setEnabled(true)
            .setDisabledMetricsCategories(
                EnumSet.complementOf(METERED).stream()
                    .map(MetricsDomain::toCategory)
                    .collect(Collectors.toSet())));
    return options;
  }

  private static Config hazelcast(ClusterConfig cluster) {
    Path own = Path.of(CLUSTER_FILE);
    try (InputStream xml =
        Files.exists(own)
            ? Files.newInputStream(own)
            : VertxStart.class.getResourceAsStream("/" + CLUSTER_FILE)) {
      if (xml == null) {
        throw new IllegalStateException(CLUSTER_FILE + " is missing in the jar");
      }
      return new XmlConfigBuilder(xml).setProperties(cluster.placeholders()).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
