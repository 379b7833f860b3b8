package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.notification.Endpoint;
import org.ozmonitor.server.notification.AddressGuard.Verdict;

class AddressGuardTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void leadsTheConnectionToTheAddressThatWasChecked() {
    assertThat(check(false, "1.1.1.1"))
        .isEqualTo(new Verdict.Checked(SocketAddress.inetSocketAddress(443, "1.1.1.1")));
  }

  @Test
  void refusesAHostOfWhichOneAddressIsPrivate() {
    assertThat(check(false, "1.1.1.1", "10.0.0.1")).isEqualTo(new Verdict.Forbidden());
  }

  @Test
  void looksNothingUpWhereTheOperatorAllowsAll() {
    assertThat(check(true, "10.0.0.1")).isEqualTo(new Verdict.Unchecked());
  }

  private Verdict check(boolean allowPrivate, String... addresses) {
    var guard = new AddressGuard(vertx, allowPrivate, _ -> parsed(addresses));
    return NotificationRows.await(
        guard.check(Endpoint.parse("https://receiver.example/x").orElseThrow()));
  }

  private static List<InetAddress> parsed(String... addresses) throws UnknownHostException {
    List<InetAddress> parsed = new ArrayList<>();
    for (String address : addresses) {
      parsed.add(InetAddress.getByName(address));
    }
    return parsed;
  }
}
