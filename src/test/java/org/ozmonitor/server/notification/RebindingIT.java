package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.notification.DeliveryResult;
import org.ozmonitor.core.notification.Endpoint;
import org.ozmonitor.core.notification.HttpOutcome;
import org.ozmonitor.core.notification.OutboundRequest;
import org.ozmonitor.server.outbound.AddressGuard;

/// `127.0.0.2` stands for the Internet here and `127.0.0.1` for the house. The name is known to the
/// resolver of this test only, so a second lookup by anybody else would fail.
class RebindingIT {
  private static final InetAddress OUTSIDE = InetAddress.ofLiteral("127.0.0.2");
  private static final InetAddress INSIDE = InetAddress.ofLiteral("127.0.0.1");

  private final Vertx vertx = Vertx.vertx();
  private final List<String> reached = new CopyOnWriteArrayList<>();
  private final List<InetAddress> answers = new CopyOnWriteArrayList<>();
  private final List<String> lookups = new CopyOnWriteArrayList<>();
  private OutboundHttp http;
  private int port;

  @BeforeEach
  void start() {
    port = server("127.0.0.2", 0).actualPort();
    assertThat(server("127.0.0.1", port).actualPort()).isEqualTo(port);
    var guard = new AddressGuard(vertx, false, this::resolve, OUTSIDE::equals);
    http =
        new OutboundHttp(
            vertx, guard, Duration.ofSeconds(5), 8, System::nanoTime, () -> Instant.EPOCH);
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void connectsToTheAddressThatWasChecked() {
    answers.addAll(List.of(OUTSIDE, INSIDE));

    assertThat(send()).isInstanceOf(DeliveryResult.Delivered.class);

    assertThat(reached).containsExactly("127.0.0.2 for rebind.test:" + port);
    assertThat(lookups).containsExactly("rebind.test");
  }

  @Test
  void refusesTheNameOnceItLeadsInside() {
    answers.addAll(List.of(OUTSIDE, INSIDE));

    assertThat(send()).isInstanceOf(DeliveryResult.Delivered.class);
    assertThat(send()).isInstanceOf(DeliveryResult.Refused.class);

    assertThat(reached).hasSize(1);
  }

  @Test
  void followsNoRedirect() {
    answers.add(OUTSIDE);

    assertThat(send("/redirect")).isNotInstanceOf(DeliveryResult.Delivered.class);

    assertThat(reached).containsExactly("127.0.0.2 for rebind.test:" + port);
  }

  private InetAddress next() {
    return answers.size() == 1 ? answers.getFirst() : answers.removeFirst();
  }

  private List<InetAddress> resolve(String host) {
    lookups.add(host);
    return List.of(next());
  }

  private DeliveryResult send() {
    return send("/hook");
  }

  private DeliveryResult send(String path) {
    Endpoint endpoint = Endpoint.parse("http://rebind.test:" + port + path).orElseThrow();
    var request = new OutboundRequest(endpoint, "POST", new TreeMap<>(Map.of()), "{}");
    SendOutcome outcome =
        http.send(
                request,
                (answer, now) -> HttpOutcome.of(answer.status(), answer.retryAfter(), now),
                System.nanoTime() + Duration.ofSeconds(5).toNanos())
            .timeout(10, TimeUnit.SECONDS)
            .await();
    assertThat(outcome).isInstanceOf(SendOutcome.Attempted.class);
    return ((SendOutcome.Attempted) outcome).result();
  }

  private HttpServer server(String address, int wanted) {
    return vertx
        .createHttpServer()
        .requestHandler(
            request -> {
              reached.add(address + " for " + request.authority());
              if ("/redirect".equals(request.path())) {
                request
                    .response()
                    .setStatusCode(307)
                    .putHeader("location", "http://127.0.0.1:" + port + "/inside")
                    .end();
              } else {
                request.response().end();
              }
            })
        .listen(wanted, address)
        .timeout(10, TimeUnit.SECONDS)
        .await();
  }
}
