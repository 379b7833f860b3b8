package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.definition.Trigger.Config.Email;
import org.ozmonitor.core.notification.DeliveryResult;
import org.ozmonitor.core.notification.OutboundMessage;
import org.ozmonitor.core.notification.Preparation;
import org.ozmonitor.core.notification.VendorUrls;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.outbound.AddressGuard;
import org.ozmonitor.server.secret.SecretStore;

/// Mails to GreenMail. Names lead to 127.0.0.1, so that what is shown is that certificates are
/// compared with the configured name and connections go to the address that was checked.
class EmailIT {
  private static final String HOST = "mail.test";
  private static final UUID DELIVERY = new UUID(5, 6);

  @TempDir private static Path folder;
  private static Vertx vertx;
  private static TestCertificate certificate;
  private static GreenMail greenMail;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    certificate = TestCertificate.of(folder, HOST);
    System.setProperty("greenmail.tls.keystore.file", certificate.store().toString());
    System.setProperty("greenmail.tls.keystore.password", TestCertificate.PASSWORD);
    greenMail =
        new GreenMail(
            new ServerSetup[] {
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
            });
    greenMail.start();
    var _ = greenMail.setUser("bot@example.org", "bot", "s3cret");
  }

  @AfterAll
  static void stop() {
    greenMail.stop();
    var _ = vertx.close().await();
  }

  @AfterEach
  void empty() throws Exception {
    greenMail.purgeEmailFromAllMailboxes();
  }

  @Test
  void sendsOneMailToAllRecipientsOverTls() throws Exception {
    SendOutcome.Attempted outcome = send(email(HOST, tlsPort(), false, "a@x.org", "b@x.org"));

    assertThat(outcome.result()).isEqualTo(new DeliveryResult.Delivered());
    assertThat(greenMail.getReceivedMessages()).hasSize(2);
    MimeMessage mail = greenMail.getReceivedMessages()[0];
    assertThat(mail.getSubject()).isEqualTo("Alert ${v}");
    assertThat(mail.getHeader("From")).containsExactly("bot@example.org");
    assertThat(mail.getHeader("Reply-To")).containsExactly("bot@example.org");
    assertThat(mail.getHeader("To", ",").split(",")).hasSize(2);
    assertThat(mail.getHeader("Message-ID")).containsExactly("<" + DELIVERY + "@example.org>");
    assertThat(mail.getContentType()).isEqualTo("text/html; charset=utf-8");
    assertThat(mail.getContent().toString().strip())
        .isEqualTo("<p><strong>5 ümläut &lt;b&gt;</strong> for $5 and $6</p>");
  }

  @Test
  void sendsOverStartTls() {
    SmtpRelay relay = new SmtpRelay(vertx, certificate.options(), greenMail.getSmtp().getPort());

    assertThat(send(email(HOST, relay.port(), true, "a@x.org")).result())
        .isEqualTo(new DeliveryResult.Delivered());

    assertThat(relay.commands()).startsWith("ehlo", "starttls", "TLS", "ehlo", "auth");
    assertThat(greenMail.getReceivedMessages()).hasSize(1);
  }

  @Test
  void saysNothingToAServerWithoutEncryption() {
    int plain = greenMail.getSmtp().getPort();

    assertThat(send(email(HOST, plain, true, "a@x.org")).result())
        .isInstanceOf(DeliveryResult.Retryable.class);
    assertThat(greenMail.getReceivedMessages()).isEmpty();
  }

  @Test
  void trustsNoServerOfAnotherName() {
    assertThat(send(email("other.test", tlsPort(), false, "a@x.org")).result())
        .isInstanceOf(DeliveryResult.Retryable.class);
    assertThat(greenMail.getReceivedMessages()).isEmpty();
  }

  @Test
  void trustsNoAuthorityThatTheOperatorDoesNotKnow() {
    assertThat(send(email(HOST, tlsPort(), false, "a@x.org"), Optional.empty(), "s3cret").result())
        .isInstanceOf(DeliveryResult.Retryable.class);
    assertThat(greenMail.getReceivedMessages()).isEmpty();
  }

  @Test
  void refusesWhenThePasswordIsWrong() {
    var outcome =
        send(email(HOST, tlsPort(), false, "a@x.org"), Optional.of(certificate.pem()), "wrong");

    assertThat(outcome.result()).isEqualTo(new DeliveryResult.Refused("SMTP status 535: login"));
  }

  @Test
  void reportsARecipientThatIsNotAccepted() {
    SmtpRelay relay = new SmtpRelay(vertx, certificate.options(), greenMail.getSmtp().getPort());

    var outcome = send(email(HOST, relay.port(), true, "refused@x.org", "a@x.org"));

    assertThat(outcome.result()).isEqualTo(new DeliveryResult.Delivered());
    assertThat(outcome.excerpt()).isEqualTo("recipients not accepted: refused@x.org");
    assertThat(greenMail.getReceivedMessages()).hasSize(1);
  }

  @Test
  void triesAgainWhenTheOnlyRecipientIsBusy() {
    SmtpRelay relay = new SmtpRelay(vertx, certificate.options(), greenMail.getSmtp().getPort());

    assertThat(send(email(HOST, relay.port(), true, "busy@x.org")).result())
        .isInstanceOf(DeliveryResult.Retryable.class);
    assertThat(greenMail.getReceivedMessages()).isEmpty();
  }

  @Test
  void doesNotWaitLongerThanTheTimeout() {
    NetServer silent =
        NotificationRows.await(
            vertx.createNetServer().connectHandler(_ -> {}).listen(0, "127.0.0.1"));

    assertThat(
            send(
                    email(HOST, silent.actualPort(), true, "a@x.org"),
                    Optional.of(certificate.pem()),
                    "s3cret",
                    here(),
                    Duration.ofSeconds(1))
                .result())
        .isEqualTo(new DeliveryResult.Retryable("no answer in time", Optional.empty()));
  }

  @Test
  void connectsToNoPrivateAddress() {
    var guard = new AddressGuard(vertx, false, _ -> List.of(InetAddress.ofLiteral("10.0.0.1")));

    var outcome =
        send(
            email(HOST, tlsPort(), false, "a@x.org"),
            Optional.of(certificate.pem()),
            "s3cret",
            guard);

    assertThat(outcome.result())
        .isEqualTo(new DeliveryResult.Refused("the address is not allowed"));
  }

  private static int tlsPort() {
    return greenMail.getSmtps().getPort();
  }

  private static SendOutcome.Attempted send(Email email) {
    return send(email, Optional.of(certificate.pem()), "s3cret");
  }

  private static SendOutcome.Attempted send(Email email, Optional<Path> trust, String password) {
    return send(email, trust, password, here());
  }

  /// Every name leads to this machine.
  private static AddressGuard here() {
    InetAddress here = InetAddress.ofLiteral("127.0.0.1");
    return new AddressGuard(vertx, false, _ -> List.of(here), here::equals);
  }

  private static SendOutcome.Attempted send(
      Email email, Optional<Path> trust, String password, AddressGuard guard) {
    return send(email, trust, password, guard, Duration.ofSeconds(10));
  }

  private static SendOutcome.Attempted send(
      Email email, Optional<Path> trust, String password, AddressGuard guard, Duration timeout) {
    var smtp = new OutboundSmtp(vertx, guard, SmtpTrust.of(trust), timeout, System::nanoTime);
    var http =
        new OutboundHttp(
            vertx, guard, Duration.ofSeconds(3), 8, System::nanoTime, () -> Instant.EPOCH);
    var wire =
        new WireSender(
            vertx,
            new Preparation(VendorUrls.PUBLIC),
            SecretStore.local(vertx, new Secrets(Map.of("SMTP_PASSWORD", password))),
            http,
            smtp,
            () -> Instant.EPOCH);
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    SendOutcome outcome = NotificationRows.await(wire.send(message(), email, deadline));
    var _ = NotificationRows.await(smtp.close().transform(_ -> Future.succeededFuture()));
    assertThat(outcome).isInstanceOf(SendOutcome.Attempted.class);
    return (SendOutcome.Attempted) outcome;
  }

  private static OutboundMessage message() {
    return new OutboundMessage(
        TenantId.DEFAULT,
        DELIVERY,
        new UUID(2, 2),
        "detected",
        1,
        "{}",
        Map.of("v", "5 ümläut <b>"),
        0);
  }

  private static Email email(String host, int port, boolean startTls, String... recipients) {
    return new Email(
        host,
        port,
        SecretValue.plain("bot"),
        new SecretValue(SecretValue.Type.ENVIRONMENT, "SMTP_PASSWORD"),
        new Trigger.Message("Alert ${v}", "**${v}** for $5 and $6"),
        "bot@example.org",
        List.of(recipients),
        Optional.of(startTls),
        false,
        Optional.empty());
  }
}
