package org.ozmonitor.server.demo;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A webhook receiver on 127.0.0.1, at any free port, that remembers every request.
///
/// It answers 401 to a wrong `X-Signature`, 400 to what is not a delivery, by seed sometimes 503,
/// otherwise 200. Thread-safe: all state is confined to one context.
public final class Receiver {
  private static final Logger log = LoggerFactory.getLogger(Receiver.class);

  private final Context context;
  private final Settings settings;
  private final LongSupplier nanoTime;
  private final Consumer<ReceivedRequest> listener;
  private final SplittableRandom random;
  private final HttpServer server;
  private final List<ReceivedRequest> received = new ArrayList<>();

  /// @param context where everything happens, the listener's calls too
  /// @param nanoTime monotonic
  /// @param listener is told every request
  public Receiver(
      Context context,
      Settings settings,
      LongSupplier nanoTime,
      Consumer<ReceivedRequest> listener) {
    this.context = context;
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.listener = listener;
    this.random = new SplittableRandom(settings.seed());
    this.server = context.owner().createHttpServer().requestHandler(this::handle);
  }

  public Future<Void> start() {
    Promise<Void> started = Promise.promise();
    context.runOnContext(_ -> server.listen(0, "127.0.0.1").<Void>mapEmpty().onComplete(started));
    return started.future();
  }

  /// Where it listens; after {@link #start()}.
  public String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/alerts";
  }

  /// Every request so far, in order of arrival.
  public Future<List<ReceivedRequest>> received() {
    Promise<List<ReceivedRequest>> copy = Promise.promise();
    context.runOnContext(_ -> copy.complete(List.copyOf(received)));
    return copy.future();
  }

  public Future<Void> close() {
    return server.close();
  }

  private void handle(HttpServerRequest request) {
    long arrivalNanos = nanoTime.getAsLong();
    BoundedBody.read(request)
        .compose(body -> respond(request, body, arrivalNanos))
        .onFailure(cause -> log.debug("a request to the receiver broke off", cause));
  }

  private Future<Void> respond(HttpServerRequest request, Buffer body, long arrivalNanos) {
    Map<String, String> headers = new HashMap<>();
    request
        .headers()
        .forEach((name, value) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
    String text = body.toString(StandardCharsets.UTF_8);
    int status = received.size() < settings.mostRequests() ? status(headers, text) : 507;
    if (status != 507) {
      var kept = new ReceivedRequest(headers, text, status, arrivalNanos);
      received.add(kept);
      listener.accept(kept);
    }
    Future<?> pause =
        settings.answerDelay().isZero()
            ? Future.succeededFuture()
            : context.owner().timer(settings.answerDelay().toMillis());
    return pause.compose(_ -> request.response().setStatusCode(status).end());
  }

  private int status(Map<String, String> headers, String body) {
    String given = headers.getOrDefault("x-signature", "");
    String expected = signature(settings.secret(), body, headers.getOrDefault("x-timestamp", ""));
    if (!MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8))) {
      return 401;
    }
    boolean complete =
        headers.containsKey(ReceivedRequest.ID)
            && headers.containsKey(ReceivedRequest.MATCH)
            && headers.containsKey(ReceivedRequest.EVENT)
            && headers.getOrDefault(ReceivedRequest.SEQUENCE, "").matches("\\d{1,18}")
            && Alert.parse(body).isPresent();
    if (!complete) {
      return 400;
    }
    return random.nextDouble() < settings.failProbability() ? 503 : 200;
  }

  /// The signature OpenZeppelin Monitor puts into `X-Signature`: lower-case hexadecimal HMAC-SHA256
  /// over the body and then the timestamp.
  static String signature(String secret, String body, String timestamp) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] signed = (body + timestamp).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(mac.doFinal(signed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  /// What a receiver does.
  ///
  /// @param secret not empty
  /// @param failProbability of a 503 in place of an answer, from 0 to 1
  /// @param mostRequests kept in memory; further ones are refused with 507
  /// @param answerDelay between the arrival of a request, which is recorded at once, and its answer
  public record Settings(
      String secret, double failProbability, long seed, int mostRequests, Duration answerDelay) {
    private static final int MOST_REQUESTS = 500_000;

    /// Fails three in a hundred, to show retries.
    public static Settings demo(String secret, long seed) {
      return new Settings(secret, 0.03, seed, MOST_REQUESTS, Duration.ZERO);
    }

    /// Accepts every valid request.
    public static Settings reliable(String secret) {
      return new Settings(secret, 0, 0, MOST_REQUESTS, Duration.ZERO);
    }

    /// The same, answering this much later.
    public Settings withDelay(Duration delay) {
      return new Settings(secret, failProbability, seed, mostRequests, delay);
    }

    @Override
    public String toString() {
      return "Settings[failProbability=%s, seed=%d]".formatted(failProbability, seed);
    }
  }
}
