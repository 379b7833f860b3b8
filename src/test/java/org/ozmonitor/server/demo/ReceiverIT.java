package org.ozmonitor.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReceiverIT {
  private static final String SECRET = "s3cr3t-demo";
  private static final String BODY = "{\"body\":\"0xabc moved\",\"title\":\"Whales\"}";

  private final Vertx vertx = Vertx.vertx();
  private final List<ReceivedRequest> heard = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() throws Exception {
    get(vertx.close());
  }

  @Test
  void signsAsOpenZeppelinMonitorDoes() {
    String body =
        "{\"body\":\"25000000000 moved in tx 0xabc\",\"title\":\"USDC Whale Watch triggered\"}";

    assertThat(Receiver.signature(SECRET, body, "1767225600123"))
        .isEqualTo("b1d3bf5780743fa18a39c43797b4da6c721f44e23093bf543980ad9f34205e29");
  }

  @Test
  void acceptsAndRemembersASignedDelivery() throws Exception {
    Receiver receiver = receiver(Receiver.Settings.reliable(SECRET));

    assertThat(post(receiver, headers())).isEqualTo(200);

    ReceivedRequest request = get(receiver.received()).getFirst();
    assertThat(heard).containsExactly(request);
    assertThat(request.isAccepted()).isTrue();
    assertThat(request.id()).isEqualTo("id1");
    assertThat(request.event()).isEqualTo("detected");
    assertThat(request.sequence()).isEqualTo(12);
    assertThat(request.match()).isEqualTo("m1");
    assertThat(Alert.parse(request.body())).contains(new Alert("Whales", "0xabc"));
  }

  @Test
  void refusesAWrongSignature() throws Exception {
    Receiver receiver = receiver(Receiver.Settings.reliable("another secret"));

    assertThat(post(receiver, headers())).isEqualTo(401);
    assertThat(get(receiver.received()).getFirst().isMalformed()).isTrue();
  }

  @Test
  void refusesADeliveryWithoutId() throws Exception {
    Receiver receiver = receiver(Receiver.Settings.reliable(SECRET));
    Map<String, String> headers = headers();
    headers.remove("webhook-id");

    assertThat(post(receiver, headers)).isEqualTo(400);
  }

  @Test
  void failsBySeedWhenAskedTo() throws Exception {
    Receiver receiver = receiver(new Receiver.Settings(SECRET, 1, 1, 10, Duration.ZERO));

    assertThat(post(receiver, headers())).isEqualTo(503);

    ReceivedRequest request = get(receiver.received()).getFirst();
    assertThat(request.isAccepted()).isFalse();
    assertThat(request.isMalformed()).isFalse();
  }

  @Test
  void refusesMoreThanItCanRemember() throws Exception {
    Receiver receiver = receiver(new Receiver.Settings(SECRET, 0, 1, 1, Duration.ZERO));

    assertThat(post(receiver, headers())).isEqualTo(200);
    assertThat(post(receiver, headers())).isEqualTo(507);
    assertThat(get(receiver.received())).hasSize(1);
  }

  private static Map<String, String> headers() {
    return new HashMap<>(
        Map.of(
            "X-Signature", Receiver.signature(SECRET, BODY, "17"),
            "X-Timestamp", "17",
            "webhook-id", "id1",
            "x-ozm-event", "detected",
            "x-ozm-sequence", "12",
            "x-ozm-match", "m1"));
  }

  private int post(Receiver receiver, Map<String, String> headers) throws Exception {
    try (RpcCaller caller = new RpcCaller(receiver.url())) {
      return caller.post(BODY, headers).statusCode();
    }
  }

  private Receiver receiver(Receiver.Settings settings) throws Exception {
    Receiver made =
        new Receiver(vertx.getOrCreateContext(), settings, System::nanoTime, heard::add);
    get(made.start());
    return made;
  }

  @CanIgnoreReturnValue
  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
