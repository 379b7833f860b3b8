package org.ozmonitor.server.outbound;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.vertx.core.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/// A way out for clients that can only be given the name of a host, such as that of SMTP: a proxy
/// (`CONNECT`) on the loopback address that asks the guard and connects to the checked address. The
/// client knows the name only and never looks it up; TLS passes through, and names the server as
/// ever. Thread-safe.
public final class GuardedTunnel {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String USER = "ozmonitor";
  private static final int CONNECT_TIMEOUT_MS = 5_000;
  private static final int IDLE_SECONDS = 120;
  private static final int FORBIDDEN = 403;
  private static final int AUTHENTICATE = 407;
  private static final int BAD_GATEWAY = 502;
  private static final int PASSWORD_BYTES = 24;

  private final AddressGuard guard;
  private final NetClient client;
  private final HttpServer server;
  private final String password;

  private GuardedTunnel(Vertx vertx, AddressGuard guard, String password) {
    this.guard = guard;
    this.password = password;
    this.client =
        vertx.createNetClient(
            new NetClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                .setIdleTimeout(IDLE_SECONDS));
    this.server = vertx.createHttpServer().requestHandler(this::on);
  }

  /// Listens on any free port. Other processes of the machine cannot use it: they do not know the
  /// password.
  public static Future<GuardedTunnel> open(Vertx vertx, AddressGuard guard) {
    byte[] password = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(password);
    var tunnel =
        new GuardedTunnel(
            vertx, guard, Base64.getUrlEncoder().withoutPadding().encodeToString(password));
    return tunnel.server.listen(0, LOOPBACK).map(_ -> tunnel);
  }

  /// For `NetClientOptions.setProxyOptions` and what extends it.
  public ProxyOptions proxy() {
    return new ProxyOptions()
        .setType(ProxyType.HTTP)
        .setHost(LOOPBACK)
        .setPort(server.actualPort())
        .setUsername(USER)
        .setPassword(password);
  }

  public Future<Void> close() {
    return server.close().eventually(client::close);
  }

  private void on(HttpServerRequest request) {
    HostAndPort target = request.authority();
    if (!request.method().equals(HttpMethod.CONNECT) || target == null || !isOurs(request)) {
      end(request, AUTHENTICATE);
      return;
    }
    guard
        .check(target.host(), target.port())
        .compose(
            verdict ->
                switch (verdict) {
                  case AddressGuard.Verdict.Forbidden() ->
                      Future.succeededFuture(Optional.<NetSocket>empty());
                  case AddressGuard.Verdict.Checked(SocketAddress address) ->
                      client.connect(address).map(Optional::of);
                  case AddressGuard.Verdict.Unchecked() ->
                      client.connect(target.port(), target.host()).map(Optional::of);
                })
        .onSuccess(
            out ->
                out.ifPresentOrElse(
                    outside -> join(request, outside), () -> end(request, FORBIDDEN)))
        .onFailure(_ -> end(request, BAD_GATEWAY));
  }

  private boolean isOurs(HttpServerRequest request) {
    byte[] expected = (USER + ":" + password).getBytes(StandardCharsets.UTF_8);
    String header = "Basic " + Base64.getEncoder().encodeToString(expected);
    String given = String.valueOf(request.getHeader("proxy-authorization"));
    return MessageDigest.isEqual(
        header.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  /// What is said on either side goes to the other, until one of them ends.
  private static void join(HttpServerRequest request, NetSocket outside) {
    outside.pause();
    request
        .toNetSocket()
        .onSuccess(
            inside -> {
              inside.pipeTo(outside).onComplete(_ -> close(outside));
              outside.pipeTo(inside).onComplete(_ -> close(inside));
            })
        .onFailure(_ -> close(outside));
  }

  private static void close(NetSocket socket) {
    var _ = socket.close(); // it is gone, whatever comes of it
  }

  private static void end(HttpServerRequest request, int status) {
    var _ = request.response().setStatusCode(status).end(); // nobody may be there to hear it
  }
}
