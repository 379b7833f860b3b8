package org.ozmonitor.server.rpc;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.definition.Network.RpcEndpoint;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.filter.ChainEngine;

/// The clients of all networks of a process: one per network and document, over one HTTP client.
/// Thread-safe.
public final class ChainClients {
  private static final int MAX_CONNECTIONS_PER_HOST = 32;
  private static final int MAX_WAITING = 2_000;
  private static final int IDLE_SECONDS = 60;

  private record Known(Network definition, ChainClient client) {}

  private final Vertx vertx;
  private final HttpClientAgent http;
  private final List<ChainEngine> engines;
  private final Function<SecretValue, Optional<String>> secrets;
  private final LongSupplier nanoTime;
  private final MeterRegistry registry;
  private final ConcurrentHashMap<NetworkId, Known> clients = new ConcurrentHashMap<>();

  /// @param engines verify what endpoints send, one per chain
  /// @param secrets finds the value of an endpoint's URL
  /// @param nanoTime a monotonic clock
  public ChainClients(
      Vertx vertx,
      List<ChainEngine> engines,
      Function<SecretValue, Optional<String>> secrets,
      LongSupplier nanoTime,
      MeterRegistry registry) {
    this.vertx = vertx;
    this.engines = List.copyOf(engines);
    this.secrets = secrets;
    this.nanoTime = nanoTime;
    this.registry = registry;
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setDecompressionSupported(true)
                .setIdleTimeout(IDLE_SECONDS)
                .setKeepAliveTimeout(IDLE_SECONDS),
            new PoolOptions()
                .setHttp1MaxSize(MAX_CONNECTIONS_PER_HOST)
                .setMaxWaitQueueSize(MAX_WAITING));
  }

  /// Whether this house can talk to a chain.
  public boolean supports(ChainKind chain) {
    return chain == ChainKind.EVM && engine(chain).isPresent();
  }

  /// The client of a network: the same one until its document changes.
  ///
  /// @throws IllegalArgumentException when the chain is not supported
  public ChainClient client(NetworkId network, Network definition) {
    return clients
        .compute(
            network,
            (_, known) ->
                known != null && known.definition().equals(definition)
                    ? known
                    : new Known(definition, evm(definition)))
        .client();
  }

  /// Ends all connections; questions under way fail.
  public Future<Void> close() {
    return http.close();
  }

  private ChainClient evm(Network definition) {
    ChainEngine engine =
        engine(definition.chain())
            .filter(found -> supports(found.chain()))
            .orElseThrow(() -> new IllegalArgumentException("no client for this chain"));
    var metrics = new RpcMetrics(registry, definition.slug());
    var log = new RpcLog(definition.slug());
    var pool = new EndpointPool(endpoints(definition, log), nanoTime, metrics, log);
    var json = new JsonRpcClient(vertx, http, metrics, nanoTime);
    return new EvmClient(vertx, pool, json, engine::header, metrics, log, nanoTime);
  }

  private Optional<ChainEngine> engine(ChainKind chain) {
    return engines.stream().filter(engine -> engine.chain() == chain).findFirst();
  }

  private List<Endpoint> endpoints(Network definition, RpcLog log) {
    List<RpcEndpoint> wanted =
        definition.endpoints().stream()
            .filter(endpoint -> endpoint.type().equals("rpc") && endpoint.weight() > 0)
            .sorted(Comparator.comparingInt(RpcEndpoint::weight).reversed())
            .toList();
    List<Endpoint> usable = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      Optional<String> url = secrets.apply(wanted.get(i).url());
      Optional<Endpoint> endpoint = url.flatMap(Endpoint::parse);
      if (endpoint.isPresent()) {
        usable.add(endpoint.get());
      } else {
        log.endpointUnusable(i, url.isEmpty() ? "secret is not set" : "not an http URL");
      }
    }
    return usable;
  }
}
