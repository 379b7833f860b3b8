package org.ozmonitor.server.notification;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import org.ozmonitor.core.notification.Preparation;
import org.ozmonitor.core.notification.RetrySchedule;
import org.ozmonitor.core.notification.VendorUrls;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.outbound.AddressGuard;
import org.ozmonitor.server.script.ScriptRunner;
import org.ozmonitor.server.secret.DocumentSeal;
import org.ozmonitor.server.secret.SecretStore;

/// Wires delivery on one node. A node that does not deliver needs only {@link Deliveries} and
/// {@link
/// FreshDeliveries#NONE}.
public final class NotificationModule {
  private final Deliveries deliveries;
  private final DeliveryEngine engine;
  private final DeliveryVerticle verticle;

  /// What delivery needs from the house.
  ///
  /// @param client the engine's pool, autocommit
  /// @param node written into claims, for people to read
  /// @param nanoTime monotonic clock
  /// @param clock wall clock, for the timestamps that receivers check
  /// @param seal opens the secrets of stored triggers
  /// @param tenantBound deliveries of a tenant at once, as its limits say, at least 1
  public record Needs(
      SqlClient client,
      Topics topics,
      MeterRegistry registry,
      String node,
      LongSupplier nanoTime,
      InstantSource clock,
      RandomGenerator random,
      SecretStore secrets,
      DocumentSeal seal,
      ScriptRunner scripts,
      ToIntFunction<TenantId> tenantBound) {}

  public NotificationModule(Vertx vertx, DeliverySettings settings, Needs needs) {
    var guard = new AddressGuard(vertx, settings.allowPrivate());
    var http =
        new OutboundHttp(
            vertx,
            guard,
            settings.timeout(),
            settings.maxInFlight(),
            needs.nanoTime(),
            needs.clock());
    var smtp =
        new OutboundSmtp(
            vertx, guard, SmtpTrust.of(settings.smtpTrust()), settings.timeout(), needs.nanoTime());
    var wire =
        new WireSender(
            vertx, new Preparation(VendorUrls.PUBLIC), needs.secrets(), http, smtp, needs.clock());
    var schedule = new RetrySchedule(settings.horizon(), RetrySchedule.DEFAULT.minimumAttempts());
    var slots = new Slots(settings.maxInFlight());
    var metrics = new NotificationMetrics(needs.registry(), slots, needs.clock());
    deliveries = new Deliveries(needs.nanoTime(), settings.claimTimeout());
    var parts =
        new DeliveryEngine.Parts(
            needs.client(),
            deliveries,
            new Channels(wire, new ScriptSender(needs.client(), needs.scripts(), needs.nanoTime())),
            new NextStep(schedule, needs.random()),
            needs.node(),
            needs.nanoTime(),
            needs.random(),
            needs.secrets().redaction(),
            needs.seal(),
            needs.tenantBound());
    engine =
        new DeliveryEngine(
            vertx,
            parts,
            slots,
            EndpointQueues.Rules.of(settings.maxInFlightPerEndpoint()),
            settings.maxInFlightPerTenant(),
            metrics);
    verticle =
        new DeliveryVerticle(
            engine, http, smtp, deliveries, needs.client(), needs.topics(), metrics);
  }

  public Deliveries deliveries() {
    return deliveries;
  }

  /// Slots are handed out from the verticle's start to its stop.
  public FreshDeliveries fresh() {
    return engine;
  }

  /// Hint: something is due. Any thread may call it.
  public void poke() {
    engine.poke();
  }

  /// To be deployed once; its undeployment waits for what is in hand, about 10 s at most.
  public Deployable verticle() {
    return verticle;
  }
}
