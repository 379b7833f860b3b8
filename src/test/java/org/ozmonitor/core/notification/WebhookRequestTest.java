package org.ozmonitor.core.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.definition.Trigger.Config.Webhook;
import org.ozmonitor.core.definition.Trigger.PayloadMode;
import org.ozmonitor.core.tenant.TenantId;

class WebhookRequestTest {
  private static final UUID DELIVERY = new UUID(1, 1);
  private static final UUID MATCH = new UUID(2, 2);
  private static final Instant NOW = Instant.ofEpochMilli(1767225600123L);

  @Test
  void carriesUpstreamsSignatureAndOurHeaders() {
    OutboundRequest request =
        ready("detected", PayloadMode.TEMPLATE, Map.of(), Optional.of("s3cr3t-demo"));

    assertThat(request.body()).isEqualTo("{\"body\":\"5 moved\",\"title\":\"Alert\"}");
    assertThat(request.headers())
        .containsEntry("content-type", "application/json")
        .containsEntry("x-timestamp", "1767225600123")
        .containsEntry(
            "x-signature", WebhookSignature.upstream("s3cr3t-demo", request.body(), 1767225600123L))
        .containsEntry("webhook-id", DELIVERY.toString())
        .containsEntry("webhook-timestamp", "1767225600")
        .containsKey("webhook-signature")
        .containsEntry("x-ozm-event", "detected")
        .containsEntry("x-ozm-sequence", "7")
        .containsEntry("x-ozm-match", MATCH.toString());
  }

  @Test
  void signsWithEverySecretAndKeyWhileReceiversChange() throws GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
    String key = "whsk_" + Base64.getEncoder().encodeToString(seed);
    Webhook webhook =
        new Webhook(
            SecretValue.plain("url"),
            "POST",
            Optional.of(SecretValue.plain("new")),
            List.of(SecretValue.plain("old")),
            Optional.of(SecretValue.plain("key")),
            Map.of(),
            PayloadMode.EVENT,
            new Trigger.Message("", ""),
            Optional.empty());

    OutboundRequest request =
        ready(
            WebhookRequest.prepare(
                message("detected"), webhook, List.of("http://h/x", key, "new", "old"), NOW));

    String signed = DELIVERY + ".1767225600." + request.body();
    String[] signatures = request.headers().getOrDefault("webhook-signature", "").split(" ", -1);
    assertThat(signatures).hasSize(3);
    assertThat(signatures[0]).isEqualTo("v1," + hmac("new", signed));
    assertThat(signatures[1]).isEqualTo("v1," + hmac("old", signed));
    Signature ed25519 = Signature.getInstance("Ed25519");
    ed25519.initVerify(pair.getPublic());
    ed25519.update(signed.getBytes(StandardCharsets.UTF_8));
    assertThat(ed25519.verify(Base64.getDecoder().decode(signatures[2].substring(4)))).isTrue();
    assertThat(signatures[2]).startsWith("v1a,");
    assertThat(request.headers())
        .containsEntry(
            "x-signature", WebhookSignature.upstream("new", request.body(), NOW.toEpochMilli()));
  }

  private static String hmac(String key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void sendsAnEventOfItsOwnForm() {
    assertThat(ready("confirmed", PayloadMode.EVENT, Map.of(), Optional.empty()).body())
        .isEqualTo(
            "{\"data\":{\"arguments\":null,\"block\":{},\"conditions\":null,\"id\":\""
                + MATCH
                + "\",\"links\":{},\"monitor\":{},\"network\":{},\"sequence\":7,\"tenant\":\""
                + TenantId.DEFAULT.value()
                + "\",\"transaction\":{}},\"timestamp\":\"2026-01-01T00:00:00.123Z\","
                + "\"type\":\"monitor.match.confirmed\"}");
  }

  @Test
  void saysHowManyAlertsWereKeptBack() {
    assertThat(bodyAfter(2)).isEqualTo("b\n\n2 earlier alerts were kept back");
    assertThat(bodyAfter(100_000)).isEqualTo("b\n\nat least 100000 earlier alerts were kept back");
  }

  private static String bodyAfter(long suppressed) {
    var message =
        new OutboundMessage(
            TenantId.DEFAULT, DELIVERY, MATCH, "detected", 7, "{}", Map.of(), suppressed);
    return MessageText.of(new Trigger.Message("t", "b"), message).body().plain();
  }

  @Test
  void doesNotSignWithoutASecret() {
    assertThat(ready("detected", PayloadMode.TEMPLATE, Map.of(), Optional.empty()).headers())
        .doesNotContainKeys("x-signature", "x-timestamp", "webhook-signature");
  }

  @Test
  void saysThatAnAlertIsRetracted() {
    assertThat(ready("retracted", PayloadMode.TEMPLATE, Map.of(), Optional.empty()).body())
        .isEqualTo("{\"body\":\"5 moved\",\"title\":\"[RETRACTED] Alert\"}");
  }

  @Test
  void sendsTheMatchItselfInRawMode() {
    assertThat(ready("detected", PayloadMode.RAW, Map.of(), Optional.empty()).body())
        .isEqualTo("{\"EVM\":{\"a\":1,\"b\":2}}");
  }

  @Test
  void letsConfiguredHeadersOverrideOursButNotTheFraming() {
    Map<String, String> headers =
        Map.of("Content-Type", "text/plain", "X-SIGNATURE", "mine", "Content-Length", "1");

    assertThat(ready("detected", PayloadMode.TEMPLATE, headers, Optional.of("s")).headers())
        .containsEntry("content-type", "text/plain")
        .containsEntry("x-signature", "mine")
        .doesNotContainKey("content-length");
  }

  @ParameterizedTest
  @CsvSource({
    "nowhere,POST,X-A,ok,s,URL",
    "http://h,PO ST,X-A,ok,s,method",
    "http://h,POST,X A,ok,s,header 'X A'",
    "http://h,POST,X-A,'a\nb',s,header 'X-A'",
    "http://h,POST,X-A,ok,'',secret is empty"
  })
  void saysWhyThereCanBeNoRequest(
      String url, String method, String header, String value, String secret, String reason) {
    Webhook webhook = webhook(method, PayloadMode.TEMPLATE, Map.of(header, value));

    assertThat(WebhookRequest.prepare(message("detected"), webhook, List.of(url, secret), NOW))
        .isInstanceOfSatisfying(
            Prepared.Unusable.class, unusable -> assertThat(unusable.reason()).contains(reason));
  }

  private static OutboundRequest ready(
      String event, PayloadMode mode, Map<String, String> headers, Optional<String> secret) {
    List<String> resolved = Stream.concat(Stream.of("http://h/x"), secret.stream()).toList();
    return ready(
        WebhookRequest.prepare(message(event), webhook("POST", mode, headers), resolved, NOW));
  }

  private static OutboundRequest ready(Prepared prepared) {
    return switch (prepared) {
      case Prepared.Http(OutboundRequest request) -> request;
      case Prepared.Mail mail -> throw new AssertionError(mail);
      case Prepared.Unusable(String reason) -> throw new AssertionError(reason);
    };
  }

  private static OutboundMessage message(String event) {
    return new OutboundMessage(
        TenantId.DEFAULT,
        DELIVERY,
        MATCH,
        event,
        7,
        "{\"EVM\": {\"b\": 2, \"a\": 1}}",
        Map.of("v", "5"),
        0);
  }

  private static Webhook webhook(String method, PayloadMode mode, Map<String, String> headers) {
    return new Webhook(
        SecretValue.plain("unused"),
        method,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        headers,
        mode,
        new Trigger.Message("Alert", "${v} moved"),
        Optional.empty());
  }
}
