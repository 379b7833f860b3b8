package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.ozmonitor.core.notification.AddressRanges;
import org.ozmonitor.core.notification.Endpoint;

/// Keeps requests to addresses that tenants choose out of the operator's own networks.
///
/// The host is resolved once, all of its addresses are checked, and the connection goes to a
/// checked
/// one: a name that resolves differently a moment later cannot lead inside. Thread-safe.
final class AddressGuard {
  private final boolean allowPrivate;
  private final Resolver resolver;
  private final WorkerExecutor lookups;

  /// Finds the addresses of a host; blocks.
  @FunctionalInterface
  interface Resolver {
    List<InetAddress> resolve(String host) throws UnknownHostException;
  }

  /// Where a request may go.
  sealed interface Verdict {
    /// Anywhere the name leads.
    record Unchecked() implements Verdict {}

    /// To this address only.
    record Checked(SocketAddress address) implements Verdict {}

    /// Nowhere.
    record Forbidden() implements Verdict {}
  }

  AddressGuard(Vertx vertx, boolean allowPrivate, Resolver resolver) {
    this.allowPrivate = allowPrivate;
    this.resolver = resolver;
    this.lookups = vertx.createSharedWorkerExecutor("outbound-lookups", 4, 10, TimeUnit.SECONDS);
  }

  static List<InetAddress> systemResolver(String host) throws UnknownHostException {
    return List.of(InetAddress.getAllByName(host));
  }

  /// Fails when the host has no address or the lookup takes more than 5 s.
  Future<Verdict> check(Endpoint endpoint) {
    if (allowPrivate) {
      return Future.succeededFuture(new Verdict.Unchecked());
    }
    return lookups
        .executeBlocking(() -> resolver.resolve(endpoint.host()), false)
        .timeout(5, TimeUnit.SECONDS)
        .map(addresses -> judge(Objects.requireNonNull(addresses), endpoint.port()));
  }

  Future<Void> close() {
    return lookups.close();
  }

  private static Verdict judge(List<InetAddress> addresses, int port) {
    boolean forbidden =
        addresses.stream().anyMatch(address -> !AddressRanges.isPublic(address.getAddress()));
    if (addresses.isEmpty() || forbidden) {
      return new Verdict.Forbidden();
    }
    String address = addresses.getFirst().getHostAddress();
    return new Verdict.Checked(SocketAddress.inetSocketAddress(port, address));
  }
}
