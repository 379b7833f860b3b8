package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.definition.Trigger.Config;
import org.ozmonitor.core.notification.DeliveryResult;
import org.ozmonitor.core.notification.OutboundMessage;
import org.ozmonitor.core.notification.Preparation;
import org.ozmonitor.core.notification.VendorUrls;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.outbound.AddressGuard;
import org.ozmonitor.server.secret.SecretStore;

class ChannelsIT {
  private final Vertx vertx = Vertx.vertx();
  private final List<Boolean> madeOnEventLoop = new CopyOnWriteArrayList<>();
  private VendorReceiver vendor;
  private WireSender wire;

  @BeforeEach
  void start() {
    vendor = new VendorReceiver(vertx);
    var guard = new AddressGuard(vertx, true);
    var timeout = Duration.ofSeconds(5);
    wire =
        new WireSender(
            vertx,
            new Preparation(VendorUrls.all(vendor.url())),
            SecretStore.local(vertx, new Secrets(Map.of())),
            new OutboundHttp(vertx, guard, timeout, 8, System::nanoTime, () -> Instant.EPOCH),
            new OutboundSmtp(
                vertx, guard, SmtpTrust.of(Optional.empty()), timeout, System::nanoTime),
            this::now);
  }

  private Instant now() {
    madeOnEventLoop.add(Context.isOnEventLoopThread());
    return Instant.EPOCH;
  }

  @AfterEach
  void close() {
    var _ = vertx.close().await();
  }

  @Test
  void sendsToEachVendorByItsRules() {
    for (Config channel : channels("Moved ${v}")) {
      assertThat(send(channel, "5.5")).isEqualTo(new DeliveryResult.Delivered());
    }

    assertThat(vendor.taken())
        .containsExactly("*Alert*\n\nMoved 5.5", "*Alert*\n\nMoved 5.5", "*Alert* \n\nMoved 5\\.5");
  }

  @Test
  void makesLargeMessagesBesideTheEventLoop() {
    Config slack = channels("Moved ${v}").getFirst();
    List<Boolean> ended = new CopyOnWriteArrayList<>();

    for (int length : List.of(1_000, 200_000)) {
      var _ =
          NotificationRows.await(
              Future.<SendOutcome>future(
                  done ->
                      vertx.runOnContext(
                          _ ->
                              wire.send(message("x".repeat(length), "detected"), slack, deadline())
                                  .onSuccess(_ -> ended.add(Context.isOnEventLoopThread()))
                                  .onComplete(done))));
    }

    assertThat(madeOnEventLoop).containsExactly(true, false);
    assertThat(ended).as("results come back to the event loop").containsExactly(true, true);
    assertThat(vendor.taken()).hasSize(2);
  }

  @Test
  void cutsWhatIsTooLongForAVendorAndSaysSo() {
    for (Config channel : channels("${v}")) {
      assertThat(send(channel, "12345 ".repeat(2000))).isEqualTo(new DeliveryResult.Delivered());
    }

    assertThat(vendor.taken())
        .hasSize(3)
        .allMatch(
            text -> text.replace("\\", "").matches("(?s).*… \\(cut, \\d+ characters more\\)"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | no_service                | EndpointGone",
        "410 | channel_is_archived       | EndpointGone",
        "403 | invalid_token             | EndpointGone",
        "400 | invalid_payload           | Rejected",
        "403 | action_prohibited         | Refused",
        "429 | rate_limited              | Retryable",
        "500 | rollup_error              | Retryable"
      })
  void readsWhatSlackAnswers(int status, String body, String result) {
    vendor.answer(status, body);

    assertThat(send(channels("x").get(0), "1").getClass().getSimpleName()).isEqualTo(result);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | {\"message\":\"Unknown Webhook\",\"code\":10015}       | EndpointGone",
        "401 | {\"message\":\"Invalid Webhook Token\",\"code\":50027} | EndpointGone",
        "400 | {\"message\":\"Invalid Form Body\",\"code\":50035}     | Rejected",
        "403 | {\"message\":\"Missing Access\",\"code\":50001}        | Refused",
        "502 | <html>                                                 | Retryable"
      })
  void readsWhatDiscordAnswers(int status, String body, String result) {
    vendor.answer(status, body);

    assertThat(send(channels("x").get(1), "1").getClass().getSimpleName()).isEqualTo(result);
  }

  @Test
  void waitsAsLongAsTheBodyAsks() {
    vendor.answer(429, "{\"message\":\"You are being rate limited.\",\"retry_after\":0.65}");
    DeliveryResult discord = send(channels("x").get(1), "1");
    vendor.answer(
        429,
        "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests\","
            + "\"parameters\":{\"retry_after\":7}}");
    DeliveryResult telegram = send(channels("x").get(2), "1");

    assertThat(discord)
        .isEqualTo(
            new DeliveryResult.Retryable("HTTP status 429", Optional.of(Duration.ofMillis(650))));
    assertThat(telegram)
        .isEqualTo(
            new DeliveryResult.Retryable("HTTP status 429", Optional.of(Duration.ofSeconds(7))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | Bad Request: chat not found                | EndpointGone",
        "400 | Bad Request: group chat was upgraded to a supergroup chat | EndpointGone",
        "403 | Forbidden: bot was blocked by the user     | EndpointGone",
        "401 | Unauthorized                               | EndpointGone",
        "400 | Bad Request: can't parse entities: Character '.' is reserved | Rejected",
        "400 | Bad Request: something else                | Refused",
        "500 | Internal Server Error                      | Retryable"
      })
  void readsWhatTelegramAnswers(int status, String description, String result) {
    vendor.answer(
        status,
        "{\"ok\":false,\"error_code\":%d,\"description\":\"%s\"}".formatted(status, description));

    assertThat(send(channels("x").get(2), "1").getClass().getSimpleName()).isEqualTo(result);
  }

  @Test
  void saysNothingOfASecretInAnEndpointsName() {
    for (Config channel : channels("x")) {
      assertThat(wire.endpoint(channel)).doesNotContain("token").doesNotContain("services");
    }
  }

  @Test
  void opensAndResolvesIncidents() {
    String match = new UUID(2, 2).toString();
    for (Config channel : incidents()) {
      assertThat(send(channel, "5", "detected")).isEqualTo(new DeliveryResult.Delivered());
      assertThat(send(channel, "5", "retracted")).isEqualTo(new DeliveryResult.Delivered());
    }

    assertThat(vendor.taken())
        .containsExactly(
            "trigger " + match + " Alert 5",
            "resolve " + match + " ",
            match + " Alert 5",
            "close " + match,
            "error Alert 5",
            "success [RETRACTED] Alert 5",
            "Alert 5",
            "[RETRACTED] Alert 5");
  }

  @Test
  void cutsWhatIsTooLongForAnIncident() {
    for (Config channel : incidents()) {
      assertThat(send(channel, "12345 ".repeat(20_000))).isEqualTo(new DeliveryResult.Delivered());
    }

    assertThat(vendor.taken()).hasSize(4).allMatch(text -> text.contains("characters more)"));
  }

  @Test
  void readsWhatIncidentServicesAnswer() {
    for (Config channel : incidents()) {
      vendor.answer(400, "{}");
      assertThat(send(channel, "1")).isInstanceOf(DeliveryResult.Rejected.class);
      vendor.answer(429, "{}");
      assertThat(send(channel, "1")).isInstanceOf(DeliveryResult.Retryable.class);
      vendor.answer(403, "{}");
      assertThat(send(channel, "1")).isInstanceOf(DeliveryResult.Refused.class);
    }
    vendor.answer(404, "");
    assertThat(send(incidents().getLast(), "1")).isInstanceOf(DeliveryResult.EndpointGone.class);
    vendor.answer(200, "Webhook message delivery failed with error: 429");
    assertThat(send(incidents().getLast(), "1")).isInstanceOf(DeliveryResult.Retryable.class);
  }

  /// PagerDuty, Opsgenie, Datadog, Teams.
  private List<Config> incidents() {
    var message = new Trigger.Message("Alert ${v}", "Moved ${v}");
    return List.of(
        new Config.PagerDuty(
            SecretValue.plain("0123456789abcdef0123456789abcdef"),
            Optional.empty(),
            false,
            message,
            Optional.empty()),
        new Config.Opsgenie(
            SecretValue.plain("genie"), Optional.of("P2"), true, message, Optional.empty()),
        new Config.Datadog(
            SecretValue.plain("dog"),
            "datadoghq.eu",
            List.of("env:prod"),
            message,
            Optional.empty()),
        new Config.Teams(
            SecretValue.plain(vendor.url() + "/workflows/1"), message, Optional.empty()));
  }

  private DeliveryResult send(Config channel, String value) {
    return send(channel, value, "detected");
  }

  private DeliveryResult send(Config channel, String value, String event) {
    SendOutcome outcome =
        NotificationRows.await(wire.send(message(value, event), channel, deadline()));
    assertThat(outcome).isInstanceOf(SendOutcome.Attempted.class);
    return ((SendOutcome.Attempted) outcome).result();
  }

  private static OutboundMessage message(String value, String event) {
    return new OutboundMessage(
        TenantId.DEFAULT, new UUID(1, 1), new UUID(2, 2), event, 1, "{}", Map.of("v", value), 0);
  }

  private static long deadline() {
    return System.nanoTime() + Duration.ofSeconds(30).toNanos();
  }

  /// Slack, Discord, Telegram.
  private List<Config> channels(String body) {
    var message = new Trigger.Message("Alert", body);
    return List.of(
        new Config.Slack(
            SecretValue.plain(vendor.url() + "/services/T0/B0/token"), message, Optional.empty()),
        new Config.Discord(
            SecretValue.plain(vendor.url() + "/api/webhooks/1/token"), message, Optional.empty()),
        new Config.Telegram(
            SecretValue.plain("12345678:token"), "-100", false, message, Optional.empty()));
  }
}
