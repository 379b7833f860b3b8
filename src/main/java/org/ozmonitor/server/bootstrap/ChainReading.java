package org.ozmonitor.server.bootstrap;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.definition.Network.RpcEndpoint;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.outbound.AddressGuard;
import org.ozmonitor.server.rpc.ChainClient;
import org.ozmonitor.server.rpc.ChainClients;
import org.ozmonitor.server.secret.SecretStore;
import org.ozmonitor.server.secret.Vaults;

/// What a command needs that reads something from a chain and ends. Blocks.
final class ChainReading implements AutoCloseable {
  private static final Duration LONGEST_ANSWER = Duration.ofMinutes(2);
  private static final long CLOSE_SECONDS = 10;

  private final Vertx vertx = Vertx.vertx();
  private final SecretStore secrets;
  private final ChainClients clients;

  ChainReading(Secrets known) {
    secrets = Vaults.store(vertx, known, SecretStore.Lifetimes.DEFAULT, System::nanoTime);
    clients =
        new ChainClients(
            vertx,
            Chains.ENGINES,
            secrets,
            new AddressGuard(vertx, true),
            System::nanoTime,
            new SimpleMeterRegistry());
  }

  boolean supports(Network network) {
    return clients.supports(network.chain());
  }

  /// Waits for the addresses of its endpoints, which a vault may keep.
  ChainClient client(Network network) {
    var _ = answer(secrets.resolveAll(network.endpoints().stream().map(RpcEndpoint::url).toList()));
    return clients.client(EntityIds.platformNetwork(network.slug()), network);
  }

  static <T> T answer(Future<T> future) {
    return Node.await(future, LONGEST_ANSWER);
  }

  @Override
  public void close() {
    var _ = vertx.close().timeout(CLOSE_SECONDS, TimeUnit.SECONDS).otherwiseEmpty().await();
  }
}
