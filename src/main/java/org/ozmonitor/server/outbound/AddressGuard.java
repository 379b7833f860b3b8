package org.ozmonitor.server.outbound;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.ozmonitor.core.notification.AddressRanges;
import org.ozmonitor.core.notification.NumericHost;

/// Keeps connections to addresses that tenants choose out of the operator's own networks.
///
/// The host is resolved once, all of its addresses are checked, and the connection goes to a
/// checked one: a name that resolves differently a moment later cannot lead inside. Thread-safe.
///
/// However many ask for a host at a time, it is looked up once: a name whose servers do not answer
/// occupies one thread, and holds up nobody who asks for another name.
public final class AddressGuard {
  private static final int LOOKUP_THREADS = 32;
  private static final long LONGEST_LOOKUP_MS = 5_000;

  private final Vertx vertx;
  private final boolean allowPrivate;
  private final Resolver resolver;
  private final Predicate<InetAddress> isPublic;
  private final WorkerExecutor lookups;
  private final ConcurrentHashMap<String, Future<List<InetAddress>>> underWay =
      new ConcurrentHashMap<>();

  /// Finds the addresses of a host; blocks.
  @FunctionalInterface
  public interface Resolver {
    List<InetAddress> resolve(String host) throws UnknownHostException;
  }

  /// Where a connection may go.
  public sealed interface Verdict {
    /// Anywhere the name leads.
    record Unchecked() implements Verdict {}

    /// To this address only.
    record Checked(SocketAddress address) implements Verdict {
      /// Leads a request there; its host still names the server, for TLS and the `Host` header.
      public RequestOptions lead(RequestOptions request) {
        request.setServer(address);
        return request;
      }
    }

    /// Nowhere.
    record Forbidden() implements Verdict {}
  }

  /// @param allowPrivate whether everything may be connected to
  public AddressGuard(Vertx vertx, boolean allowPrivate) {
    this(vertx, allowPrivate, host -> List.of(InetAddress.getAllByName(host)));
  }

  public AddressGuard(Vertx vertx, boolean allowPrivate, Resolver resolver) {
    this(vertx, allowPrivate, resolver, address -> AddressRanges.isPublic(address.getAddress()));
  }

  /// @param isPublic tells what may be connected to
  public AddressGuard(
      Vertx vertx, boolean allowPrivate, Resolver resolver, Predicate<InetAddress> isPublic) {
    this.vertx = vertx;
    this.allowPrivate = allowPrivate;
    this.resolver = resolver;
    this.isPublic = isPublic;
    this.lookups =
        vertx.createSharedWorkerExecutor("outbound-lookups", LOOKUP_THREADS, 10, TimeUnit.SECONDS);
  }

  /// Fails when the host has no address or the lookup takes more than 5 s.
  ///
  /// @param host a name, or an address without brackets
  /// @param port 1–65535
  public Future<Verdict> check(String host, int port) {
    if (allowPrivate) {
      return Future.succeededFuture(new Verdict.Unchecked());
    }
    return switch (NumericHost.of(host)) {
      case NumericHost.Address(byte[] bytes) ->
          Future.succeededFuture(judge(List.of(address(bytes)), port));
      case NumericHost.Broken() -> Future.succeededFuture(new Verdict.Forbidden());
      case NumericHost.Name() -> inTime(lookUp(host)).map(addresses -> judge(addresses, port));
    };
  }

  /// One lookup for all who ask until it ends, also where those who began it have given up.
  private Future<List<InetAddress>> lookUp(String host) {
    Promise<List<InetAddress>> mine = Promise.promise();
    Future<List<InetAddress>> others = underWay.putIfAbsent(host, mine.future());
    if (others != null) {
      return others;
    }
    lookups
        .executeBlocking(() -> resolver.resolve(host), false)
        .map(found -> Objects.requireNonNull(found))
        .onComplete(
            (found, failure) -> {
              underWay.remove(host);
              mine.complete(found, failure);
            });
    return mine.future();
  }

  /// Completes on the caller's context.
  private Future<List<InetAddress>> inTime(Future<List<InetAddress>> shared) {
    Context caller = vertx.getOrCreateContext();
    Promise<List<InetAddress>> own = Promise.promise();
    long timer =
        vertx.setTimer(
            LONGEST_LOOKUP_MS,
            _ -> own.tryFail(new TimeoutException("the host was not found in time")));
    shared.onComplete(
        (found, failure) ->
            caller.runOnContext(
                _ -> {
                  vertx.cancelTimer(timer);
                  var _ = failure == null ? own.tryComplete(found) : own.tryFail(failure);
                }));
    return own.future();
  }

  public Future<Void> close() {
    return lookups.close();
  }

  private Verdict judge(List<InetAddress> addresses, int port) {
    if (addresses.isEmpty() || !addresses.stream().allMatch(isPublic)) {
      return new Verdict.Forbidden();
    }
    String address = addresses.getFirst().getHostAddress();
    return new Verdict.Checked(SocketAddress.inetSocketAddress(port, address));
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }
}
