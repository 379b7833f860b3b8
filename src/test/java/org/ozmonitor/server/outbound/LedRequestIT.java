package org.ozmonitor.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.TestCertificate;

class LedRequestIT {
  private final Vertx vertx = Vertx.vertx();

  @TempDir Path directory;

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void showsTheNameToTheServerAndVerifiesItAtTheCheckedAddress() {
    var certificate = new TestCertificate(directory, "hooks.test");
    int port =
        await(
                vertx
                    .createHttpServer(
                        new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.key()))
                    .requestHandler(
                        request ->
                            request
                                .response()
                                .end(Objects.requireNonNull(request.authority()).host()))
                    .listen(0, "127.0.0.2"))
            .actualPort();
    HttpClient client =
        vertx.createHttpClient(new HttpClientOptions().setTrustOptions(certificate.trust()));
    var checked =
        new AddressGuard.Verdict.Checked(SocketAddress.inetSocketAddress(port, "127.0.0.2"));

    assertThat(get(client, checked, "hooks.test", port)).isEqualTo("hooks.test");
    assertThatThrownBy(() -> get(client, checked, "other.test", port))
        .hasRootCauseInstanceOf(CertificateException.class);
  }

  private static String get(
      HttpClient client, AddressGuard.Verdict.Checked checked, String host, int port) {
    RequestOptions options = new RequestOptions().setHost(host).setPort(port).setSsl(true);
    return await(
        client
            .request(checked.lead(options))
            .compose(request -> request.send())
            .compose(response -> response.body())
            .map(body -> body.toString()));
  }

  private static <T> T await(Future<T> future) {
    return future.timeout(10, TimeUnit.SECONDS).await();
  }
}
