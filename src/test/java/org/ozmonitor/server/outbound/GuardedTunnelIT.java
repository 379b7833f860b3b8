package org.ozmonitor.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.ProxyOptions;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.TestCertificate;

/// `127.0.0.2` stands for the Internet here. Names are known to the resolver of this test only.
class GuardedTunnelIT {
  private static final InetAddress OUTSIDE = InetAddress.ofLiteral("127.0.0.2");

  private final Vertx vertx = Vertx.vertx();
  private final List<String> lookups = new CopyOnWriteArrayList<>();
  private final List<NetClient> clients = new ArrayList<>();
  private GuardedTunnel tunnel;

  @TempDir Path directory;

  @BeforeEach
  void open() {
    var guard = new AddressGuard(vertx, false, this::resolve, OUTSIDE::equals);
    tunnel = await(GuardedTunnel.open(vertx, guard));
  }

  @AfterEach
  void close() {
    await(tunnel.close());
    vertx.close().await();
  }

  @Test
  void leadsToTheCheckedAddress() {
    int port = echo("127.0.0.2", new NetServerOptions());

    assertThat(say(port, "smtp.test", new NetClientOptions())).isEqualTo("echo hello");
    assertThat(lookups).containsExactly("smtp.test");
  }

  @Test
  void leadsNowhereWhenTheNameLeadsInside() {
    int port = echo("127.0.0.1", new NetServerOptions());

    assertThatThrownBy(() -> say(port, "inside.test", new NetClientOptions()))
        .hasMessageContaining("403");
    assertThatThrownBy(() -> say(port, "127.0.0.1", new NetClientOptions()))
        .hasMessageContaining("403");
  }

  @Test
  void verifiesTheNameOfTheServerWithTls() throws Exception {
    var certificate = new TestCertificate(directory, "smtp.test");
    var server = new NetServerOptions().setSsl(true);
    server.setKeyCertOptions(certificate.key());
    int port = echo("127.0.0.2", server);
    var trusting = new NetClientOptions().setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
    trusting.setTrustOptions(certificate.trust());

    assertThat(say(port, "smtp.test", trusting)).isEqualTo("echo hello");
    assertThatThrownBy(() -> say(port, "other.test", trusting))
        .hasRootCauseInstanceOf(CertificateException.class);
  }

  @Test
  void servesNobodyElse() {
    int port = echo("127.0.0.2", new NetServerOptions());
    ProxyOptions guessed = tunnel.proxy().setPassword("guess");

    assertThatThrownBy(() -> say(port, "smtp.test", new NetClientOptions(), guessed))
        .hasMessageContaining("407");
    assertThat(lookups).isEmpty();
  }

  private String say(int port, String host, NetClientOptions options) {
    return say(port, host, options, tunnel.proxy());
  }

  private String say(int port, String host, NetClientOptions options, ProxyOptions proxy) {
    Promise<String> heard = Promise.promise();
    options.setProxyOptions(proxy);
    NetClient client = vertx.createNetClient(options);
    clients.add(client); // one that nobody holds is closed
    NetSocket socket = await(client.connect(port, host));
    socket.handler(answer -> heard.tryComplete(answer.toString()));
    await(socket.write(Buffer.buffer("hello")));
    return await(heard.future());
  }

  private int echo(String address, NetServerOptions options) {
    NetServer server = vertx.createNetServer(options);
    server.connectHandler(
        socket -> socket.handler(said -> socket.write("echo " + said).onFailure(_ -> {})));
    return await(server.listen(0, address)).actualPort();
  }

  private List<InetAddress> resolve(String host) {
    lookups.add(host);
    return List.of(host.equals("inside.test") ? InetAddress.ofLiteral("127.0.0.1") : OUTSIDE);
  }

  private static <T> T await(Future<T> future) {
    return future.timeout(10, TimeUnit.SECONDS).await();
  }
}
