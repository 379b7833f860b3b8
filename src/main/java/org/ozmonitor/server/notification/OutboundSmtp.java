package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.MailResult;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.notification.DeliveryResult;
import org.ozmonitor.core.notification.OutboundMail;
import org.ozmonitor.server.outbound.AddressGuard;
import org.ozmonitor.server.outbound.GuardedTunnel;

/// Hands mails to servers that tenants choose: guarded, always encrypted and with a password,
/// bounded in time. Connections are kept for a while, those of a few servers. Confined to one
/// context.
final class OutboundSmtp {
  private static final int MAX_CLIENTS = 64;
  private static final int CONNECTIONS_PER_CLIENT = 4;
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final AddressGuard guard;
  private final X509TrustManager trust;
  private final Duration timeout;
  private final LongSupplier nanoTime;
  private final NotificationLog log = new NotificationLog();
  private final Map<Account, Line> lines = new LinkedHashMap<>(16, 0.75f, true);

  private @Nullable Future<GuardedTunnel> tunnel;

  /// What connections are shared by.
  private record Account(
      String host,
      int port,
      OutboundMail.Encryption encryption,
      OutboundMail.Credentials credentials) {}

  private record Line(MailClient client, MailLine mails) {}

  /// @param trust judges the certificates of servers
  /// @param timeout of one mail in total
  OutboundSmtp(
      Vertx vertx,
      AddressGuard guard,
      X509TrustManager trust,
      Duration timeout,
      LongSupplier nanoTime) {
    this.vertx = vertx;
    this.guard = guard;
    this.trust = trust;
    this.timeout = timeout;
    this.nanoTime = nanoTime;
  }

  /// Sends one mail. Nothing is begun after `deadlineNanos`.
  Future<SendOutcome> send(OutboundMail mail, long deadlineNanos) {
    long endNanos = Math.min(nanoTime.getAsLong() + timeout.toNanos(), deadlineNanos);
    return guard
        .check(mail.host(), mail.port())
        .compose(
            verdict ->
                switch (verdict) {
                  case AddressGuard.Verdict.Unchecked() ->
                      send(mail, Optional.empty(), endNanos, deadlineNanos);
                  case AddressGuard.Verdict.Checked _ ->
                      throughTunnel()
                          .compose(
                              proxy -> send(mail, Optional.of(proxy), endNanos, deadlineNanos));
                  case AddressGuard.Verdict.Forbidden() ->
                      Future.succeededFuture(
                          SendOutcome.attempted(
                              new DeliveryResult.Refused("the address is not allowed")));
                })
        .otherwise(OutboundSmtp::failed);
  }

  Future<Void> close() {
    List<Future<Void>> closing = new ArrayList<>();
    lines.values().forEach(line -> closing.add(line.client().close()));
    lines.clear();
    if (tunnel != null) {
      closing.add(tunnel.compose(GuardedTunnel::close));
    }
    // A server that no longer answers does not hold up the end.
    return Future.join(closing).timeout(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS).mapEmpty();
  }

  /// The mail client takes names only, and needs them: without a name many servers show no
  /// certificate of theirs. So it connects by name, and the tunnel leads it to a checked address.
  private Future<ProxyOptions> throughTunnel() {
    Future<GuardedTunnel> open = tunnel;
    if (open == null || open.failed()) {
      open = GuardedTunnel.open(vertx, guard);
      tunnel = open;
    }
    return open.map(GuardedTunnel::proxy);
  }

  private Future<SendOutcome> send(
      OutboundMail mail, Optional<ProxyOptions> proxy, long endNanos, long deadlineNanos) {
    var account = new Account(mail.host(), mail.port(), mail.encryption(), mail.credentials());
    return line(account, proxy)
        .send(message(mail), () -> Duration.ofNanos(endNanos - nanoTime.getAsLong()).toMillis())
        .map(result -> result.map(it -> sent(mail, it)).orElseGet(() -> unsent(deadlineNanos)));
  }

  private SendOutcome unsent(long deadlineNanos) {
    return nanoTime.getAsLong() - deadlineNanos >= 0
        ? new SendOutcome.ClaimEnded()
        : SendOutcome.attempted(
            new DeliveryResult.Retryable("no connection in time", Optional.empty()));
  }

  /// Some recipients may have been refused. The mail has left for the others, so that sending it
  /// again would repeat it for them: who was left out stands in the history and in the log.
  private SendOutcome sent(OutboundMail mail, MailResult result) {
    List<String> refused =
        mail.to().stream()
            .filter(recipient -> !result.getRecipients().contains(recipient))
            .toList();
    if (!refused.isEmpty()) {
      log.recipientsRefused(mail.host(), mail.messageId(), refused);
    }
    return new SendOutcome.Attempted(
        new DeliveryResult.Delivered(),
        OptionalInt.of(250),
        refused.isEmpty() ? "" : "recipients not accepted: " + String.join(", ", refused));
  }

  private MailLine line(Account account, Optional<ProxyOptions> proxy) {
    Line known = lines.get(account);
    if (known != null) {
      return known.mails();
    }
    if (lines.size() >= MAX_CLIENTS) {
      var eldest = lines.entrySet().iterator();
      MailClient unused = eldest.next().getValue().client();
      eldest.remove();
      // Mails under way are finished first.
      unused.close().onFailure(log::clientNotClosed);
    }
    MailClient client = MailClient.create(vertx, config(account, proxy));
    var created = new Line(client, new MailLine(vertx, client::sendMail, CONNECTIONS_PER_CLIENT));
    lines.put(account, created);
    return created.mails();
  }

  private MailConfig config(Account account, Optional<ProxyOptions> proxy) {
    boolean startTls = account.encryption() == OutboundMail.Encryption.STARTTLS;
    MailConfig config =
        new MailConfig(account.host(), account.port())
            .setSsl(!startTls)
            .setStarttls(startTls ? StartTLSOptions.REQUIRED : StartTLSOptions.DISABLED)
            .setLogin(LoginOption.REQUIRED)
            .setUsername(account.credentials().username())
            .setPassword(account.credentials().password())
            .setAllowRcptErrors(true)
            .setMaxPoolSize(CONNECTIONS_PER_CLIENT)
            .setKeepAliveTimeout((int) IDLE.toSeconds())
            .setPoolCleanerPeriod((int) IDLE.toSeconds())
            .setPoolCleanerPeriodUnit(TimeUnit.SECONDS);
    proxy.ifPresent(config::setProxyOptions);
    config
        .setTrustOptions(TrustOptions.wrap(new ServerIdentity(trust, account.host())))
        .setConnectTimeout((int) Math.min(timeout.toMillis(), LONGEST_CONNECT.toMillis()))
        .setIdleTimeout((int) Math.max(timeout.toSeconds(), IDLE.toSeconds()));
    return config;
  }

  private static MailMessage message(OutboundMail mail) {
    return new MailMessage()
        .setFrom(mail.from())
        .setTo(mail.to())
        .setSubject(mail.subject())
        .setHtml(mail.html())
        .setHeaders(
            MultiMap.caseInsensitiveMultiMap()
                .add("Reply-To", mail.from())
                .add("Message-ID", mail.messageId()));
  }

  /// A 5xx says that the mail will never be taken; what concerns the login may be mended.
  private static SendOutcome failed(Throwable cause) {
    if (!(cause instanceof SMTPException refusal)) {
      return SendOutcome.attempted(new DeliveryResult.Retryable(reason(cause), Optional.empty()));
    }
    int code = refusal.getReplyCode();
    String reason = "SMTP status " + code;
    DeliveryResult result =
        switch (code) {
          case 530, 534, 535, 538 -> new DeliveryResult.Refused(reason + ": login");
          default ->
              code >= 500
                  ? new DeliveryResult.Rejected(reason)
                  : new DeliveryResult.Retryable(reason, Optional.empty());
        };
    return new SendOutcome.Attempted(
        result, OptionalInt.of(code), String.join("\n", refusal.getReplyMessages()));
  }

  /// Short and without anything that may be secret.
  private static String reason(Throwable cause) {
    return switch (cause) {
      case TimeoutException _ -> "no answer in time";
      case UnknownHostException _ -> "host not found";
      case ConnectException _ -> "no connection";
      case SSLException _ -> "no encrypted connection: " + cause.getClass().getSimpleName();
      default -> "mail: " + cause.getClass().getSimpleName();
    };
  }
}
