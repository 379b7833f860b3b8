package org.ozmonitor.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ozmonitor.core.notification.Endpoint;
import org.ozmonitor.server.outbound.AddressGuard.Verdict;

class AddressGuardTest {
  /// What the resolver of this test knows; names like `10.0.0.1.nip.io` lead where they say.
  private static final Map<String, List<String>> NAMES =
      Map.ofEntries(
          Map.entry("localhost", List.of("127.0.0.1", "::1")),
          Map.entry("localhost.", List.of("127.0.0.1")),
          Map.entry("localhost.localdomain", List.of("127.0.0.1")),
          Map.entry("ip6-localhost", List.of("::1")),
          Map.entry("localtest.me", List.of("127.0.0.1")),
          Map.entry("metadata.google.internal", List.of("169.254.169.254")),
          Map.entry("metadata.google.internal.", List.of("169.254.169.254")),
          Map.entry("metadata", List.of("169.254.169.254")),
          Map.entry("kubernetes.default.svc", List.of("10.96.0.1")),
          Map.entry("postgres", List.of("172.18.0.2")),
          Map.entry("mixed.example", List.of("1.1.1.1", "10.0.0.1")),
          Map.entry("mapped.example", List.of("::ffff:127.0.0.1")),
          Map.entry("nat64.example", List.of("64:ff9b::7f00:1")),
          Map.entry("sixtofour.example", List.of("2002:7f00:1::1")),
          Map.entry("nothing.example", List.of()),
          Map.entry("hooks.slack.com", List.of("3.65.102.105")),
          Map.entry("hooks.slack.com.", List.of("3.65.102.105")),
          Map.entry("xn--bcher-kva.example", List.of("1.1.1.1")),
          Map.entry("my_service.example", List.of("1.1.1.1")),
          Map.entry("six.example", List.of("2606:4700::1111")));

  private final Vertx vertx = Vertx.vertx();
  private final List<String> lookups = new ArrayList<>();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "http://127.0.0.1:8080/",
        "http://127.1/",
        "http://127.0.1/",
        "http://0/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://017700000001/",
        "http://0177.0.0.1/",
        "http://0177.0.0.01/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0X7F.1/",
        "http://127.0.0.1./",
        "http://127.0.0.256/",
        "http://127.0.0.1.1/",
        "http://4294967296/",
        "http://1.2.3.08/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0xa9fea9fe/",
        "http://2852039166/",
        "http://100.100.100.200/latest/meta-data/",
        "http://168.63.129.16/machine",
        "http://192.0.0.192/opc/v2/",
        "http://100.64.0.1/",
        "http://198.18.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[::1]/",
        "http://[::]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::127.0.0.1]/",
        "http://[64:ff9b:1::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:0:1::1]/",
        "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fe80::1%eth0]/",
        "http://[fd00:ec2::254]/latest/meta-data/",
        "http://[ff02::1]/",
        "http://[::1",
        "http://[127.0.0.1]/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://localhost.localdomain/",
        "http://ip6-localhost/",
        "http://localtest.me/",
        "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
        "http://ｌｏｃａｌｈｏｓｔ/",
        "http://１２７.０.０.１/",
        "http://①②⑦.⓪.⓪.①/",
        "http://127。0。0。1/",
        "http://%6c%6f%63%61%6c%68%6f%73%74/",
        "http://127%2e0%2e0%2e1/",
        "http://hooks.slack.com@127.0.0.1/",
        "http://hooks.slack.com:80@127.0.0.1:80/",
        "http://hooks.slack.com\\@127.0.0.1/",
        "http://metadata.google.internal/computeMetadata/v1/",
        "http://METADATA.google.internal./",
        "http://metadata/",
        "http://kubernetes.default.svc/",
        "http://postgres:5432/",
        "http://10.0.0.1.nip.io/",
        "http://mixed.example/",
        "http://mapped.example/",
        "http://nat64.example/",
        "http://sixtofour.example/",
        "http://nothing.example/",
        "http:///127.0.0.1/",
        "http://:80/",
        "http://127.0.0.1:80:80/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:70/_",
        "ftp://127.0.0.1/"
      })
  void refusesUrlsThatLeadInside(String url) {
    assertThat(connectsTo(url)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://hooks.slack.com/services/T/B/x, 3.65.102.105:443",
    "https://hooks.slack.com./services/T/B/x, 3.65.102.105:443",
    "HTTPS://Hooks.Slack.Com/, 3.65.102.105:443",
    "http://hooks.slack.com:8080/a?b=c#d, 3.65.102.105:8080",
    "https://user:pass@hooks.slack.com/, 3.65.102.105:443",
    "https://127.0.0.1@hooks.slack.com/, 3.65.102.105:443",
    "https://bücher.example/, 1.1.1.1:443",
    "https://my_service.example/, 1.1.1.1:443",
    "https://1.1.1.1/, 1.1.1.1:443",
    "https://0x01010101/, 1.1.1.1:443",
    "https://[2606:4700::1111]:8443/, 2606:4700:0:0:0:0:0:1111:8443",
    "https://six.example/, 2606:4700:0:0:0:0:0:1111:443",
  })
  void letsUrlsThroughThatLeadOutside(String url, String address) {
    assertThat(connectsTo(url)).contains(address);
  }

  @Test
  void leadsTheConnectionToTheAddressThatWasCheckedAfterOneLookup() {
    assertThat(connectsTo("https://six.example/")).isPresent();

    assertThat(lookups).containsExactly("six.example");
  }

  @Test
  void looksNothingUpForAnAddress() {
    assertThat(connectsTo("https://1.1.1.1/")).isPresent();

    assertThat(lookups).isEmpty();
  }

  @Test
  void looksNothingUpWhereTheOperatorAllowsAll() {
    assertThat(check(true, "localhost", 80)).isEqualTo(new Verdict.Unchecked());
    assertThat(lookups).isEmpty();
  }

  @Test
  void isNotHeldUpByANameThatNobodyAnswersFor() {
    var asked = new AtomicInteger();
    var answered = new CountDownLatch(1);
    var guard =
        new AddressGuard(
            vertx,
            false,
            host -> {
              if (host.equals("hanging.example")) {
                asked.incrementAndGet();
                awaitQuietly(answered);
              }
              return List.of(InetAddress.ofLiteral("1.1.1.1"));
            });
    List<Future<Verdict>> hanging = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      hanging.add(guard.check("hanging.example", 443));
    }

    assertThat(guard.check("other.example", 443).timeout(4, TimeUnit.SECONDS).await())
        .isInstanceOf(Verdict.Checked.class);

    answered.countDown();
    assertThat(Future.all(hanging).timeout(4, TimeUnit.SECONDS).await().succeeded()).isTrue();
    assertThat(asked).hasValue(1);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Address and port that a request to `url` would connect to.
  private Optional<String> connectsTo(String url) {
    return Endpoint.parse(url)
        .flatMap(
            endpoint ->
                switch (check(false, endpoint.host(), endpoint.port())) {
                  case Verdict.Checked(SocketAddress address) ->
                      Optional.of(address.host() + ":" + address.port());
                  case Verdict.Forbidden() -> Optional.empty();
                  case Verdict.Unchecked() -> throw new AssertionError("unchecked");
                });
  }

  private Verdict check(boolean allowPrivate, String host, int port) {
    var guard = new AddressGuard(vertx, allowPrivate, this::resolve);
    return guard.check(host, port).timeout(10, TimeUnit.SECONDS).await();
  }

  private synchronized List<InetAddress> resolve(String host) throws UnknownHostException {
    lookups.add(host);
    if (host.endsWith(".nip.io")) {
      return List.of(InetAddress.ofLiteral(host.replace(".nip.io", "")));
    }
    List<String> addresses = NAMES.get(host);
    if (addresses == null) {
      throw new UnknownHostException(host);
    }
    return addresses.stream().map(InetAddress::ofLiteral).toList();
  }
}
