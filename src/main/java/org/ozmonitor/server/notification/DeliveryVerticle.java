package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ozmonitor.server.cluster.Topics;

/// Runs a delivery engine on its context, hears hints, keeps the partitions of the history and the
/// meters of the backlog up to date.
final class DeliveryVerticle extends VerticleBase {
  private static final Duration PARTITIONS_EVERY = Duration.ofHours(1);
  private static final Duration BACKLOG_EVERY = Duration.ofSeconds(10);
  private static final Duration WAKE_EVERY = Duration.ofSeconds(2);
  private static final Duration STATISTICS_EVERY = Duration.ofSeconds(5);

  private final DeliveryEngine engine;
  private final OutboundHttp http;
  private final OutboundSmtp smtp;
  private final Deliveries deliveries;
  private final SqlClient client;
  private final Topics topics;
  private final NotificationMetrics metrics;
  private final NotificationLog log = new NotificationLog();
  private final List<Long> timers = new ArrayList<>();
  private Topics.Subscription hints = Future::succeededFuture;

  DeliveryVerticle(
      DeliveryEngine engine,
      OutboundHttp http,
      OutboundSmtp smtp,
      Deliveries deliveries,
      SqlClient client,
      Topics topics,
      NotificationMetrics metrics) {
    this.engine = engine;
    this.http = http;
    this.smtp = smtp;
    this.deliveries = deliveries;
    this.client = client;
    this.topics = topics;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    return deliveries
        .ensurePartitions(client)
        .compose(_ -> topics.consume(NotificationTopics.DELIVERIES_DUE, _ -> engine.poke()))
        .map(
            subscription -> {
              hints = subscription;
              timers.add(vertx.setPeriodic(PARTITIONS_EVERY.toMillis(), _ -> ensurePartitions()));
              timers.add(vertx.setPeriodic(WAKE_EVERY.toMillis(), _ -> wake()));
              timers.add(vertx.setPeriodic(STATISTICS_EVERY.toMillis(), _ -> refreshStatistics()));
              timers.add(vertx.setPeriodic(0, BACKLOG_EVERY.toMillis(), _ -> measure()));
              engine.start();
              return null;
            });
  }

  @Override
  public Future<?> stop() {
    timers.forEach(vertx::cancelTimer);
    return hints
        .close()
        .eventually(engine::stop)
        .eventually(() -> smtp.close().onFailure(log::clientNotClosed))
        .eventually(() -> http.close().onFailure(log::clientNotClosed));
  }

  private void ensurePartitions() {
    deliveries.ensurePartitions(client).onFailure(log::partitionsNotMade);
  }

  private void wake() {
    new QueueUpkeep(client)
        .wakeAll()
        .onSuccess(
            woken -> {
              if (woken > 0) {
                engine.poke();
              }
            })
        .onFailure(log::notWoken);
  }

  private void refreshStatistics() {
    new QueueUpkeep(client).refreshStatistics().onFailure(log::statisticsNotRefreshed);
  }

  private void measure() {
    deliveries.backlog(client).onSuccess(metrics::backlog).onFailure(log::backlogUnknown);
  }
}
