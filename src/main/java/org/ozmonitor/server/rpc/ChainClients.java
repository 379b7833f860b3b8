package org.ozmonitor.server.rpc;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.definition.Network.RpcEndpoint;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.server.outbound.AddressGuard;
import org.ozmonitor.server.secret.SecretStore;

/// The clients of all networks of a process: one per network and document, over one HTTP client.
/// Thread-safe.
public final class ChainClients {
  private static final int MAX_CONNECTIONS_PER_HOST = 32;
  private static final int MAX_WAITING = 2_000;
  /// Answers are some hundred kilobytes: read in few pieces.
  private static final int CHUNK_BYTES = 128 << 10;

  private static final int IDLE_SECONDS = 60;
  private static final int MAX_MESSAGE_BYTES = 256 << 10;

  private record Known(Network definition, EvmClient client) {}

  /// The addresses of a network that can be used, in order.
  private record Addresses(List<Endpoint> endpoints, List<NodeUrl> sockets) {}

  private final HttpClientAgent http;
  private final WebSocketClient sockets;
  private final List<ChainEngine> engines;
  private final SecretStore secrets;
  private final AddressGuard guard;
  private final RpcParts parts;
  private final MeterRegistry registry;
  private final ConcurrentHashMap<NetworkId, Known> clients = new ConcurrentHashMap<>();

  /// As the other constructor, with the default settings.
  public ChainClients(
      Vertx vertx,
      List<ChainEngine> engines,
      SecretStore secrets,
      AddressGuard guard,
      LongSupplier nanoTime,
      MeterRegistry registry) {
    this(vertx, engines, secrets, guard, nanoTime, registry, RpcSettings.DEFAULT);
  }

  /// @param engines verify what endpoints send, one per chain
  /// @param secrets finds the value of an endpoint's URL; those that a vault keeps are looked up
  /// for
  ///     each question, except for WebSockets
  /// @param guard says where connections may go; closed with this
  /// @param nanoTime a monotonic clock
  public ChainClients(
      Vertx vertx,
      List<ChainEngine> engines,
      SecretStore secrets,
      AddressGuard guard,
      LongSupplier nanoTime,
      MeterRegistry registry,
      RpcSettings settings) {
    this.engines = List.copyOf(engines);
    this.secrets = secrets;
    this.guard = guard;
    this.registry = registry;
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setDecompressionSupported(true)
                .setIdleTimeout(IDLE_SECONDS)
                .setKeepAliveTimeout(IDLE_SECONDS)
                .setReceiveBufferSize(CHUNK_BYTES)
                .setMaxChunkSize(CHUNK_BYTES),
            new PoolOptions()
                .setHttp1MaxSize(MAX_CONNECTIONS_PER_HOST)
                .setMaxWaitQueueSize(MAX_WAITING));
    this.sockets =
        vertx.createWebSocketClient(
            new WebSocketClientOptions().setMaxMessageSize(MAX_MESSAGE_BYTES));
    this.parts =
        new RpcParts(
            vertx,
            http,
            guard,
            settings,
            nanoTime,
            bound -> ThreadLocalRandom.current().nextLong(bound + 1),
            secrets.redaction());
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
            (_, known) -> {
              if (known != null && known.definition().equals(definition)) {
                return known;
              }
              if (known != null) {
                known.client().close();
              }
              return new Known(definition, evm(definition));
            })
        .client();
  }

  /// Ends all connections; questions under way fail.
  public Future<Void> close() {
    clients.values().forEach(known -> known.client().close());
    return http.close().eventually(sockets::close).eventually(guard::close);
  }

  private EvmClient evm(Network definition) {
    ChainEngine engine =
        engine(definition.chain())
            .filter(found -> supports(found.chain()))
            .orElseThrow(() -> new IllegalArgumentException("no client for this chain"));
    var metrics = new RpcMetrics(registry, definition.slug());
    var log = new RpcLog(definition.slug());
    Addresses addresses = addresses(definition, log);
    var heads =
        new HeadSockets(parts, sockets, addresses.sockets(), definition.chainId(), metrics, log);
    return EvmClient.of(
        parts,
        addresses.endpoints(),
        definition.chainId(),
        engine::header,
        heads::subscribe,
        metrics,
        log);
  }

  private Optional<ChainEngine> engine(ChainKind chain) {
    return engines.stream().filter(engine -> engine.chain() == chain).findFirst();
  }

  /// By weight, in the document's order where weights are equal; weight 0 is not used.
  private Addresses addresses(Network definition, RpcLog log) {
    List<RpcEndpoint> wanted =
        definition.endpoints().stream()
            .filter(endpoint -> endpoint.weight() > 0)
            .sorted(Comparator.comparingInt(RpcEndpoint::weight).reversed())
            .toList();
    List<Endpoint> endpoints = new ArrayList<>();
    List<NodeUrl> heads = new ArrayList<>();
    Map<String, Integer> ofHost = new HashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      SecretValue secret = wanted.get(i).url();
      Optional<String> text = secrets.current(secret);
      Optional<NodeUrl> url = text.flatMap(NodeUrl::parse);
      if (url.isPresent() && url.get().scheme().isSocket()) {
        heads.add(url.get());
      } else if (url.isEmpty() && !isKept(secret)) {
        log.endpointUnusable(i, text.isEmpty() ? "secret is not set" : "not an http or ws URL");
      } else {
        Endpoint endpoint =
            isKept(secret)
                ? Endpoint.kept(
                    url.map(NodeUrl::host).orElse("vault"), () -> secrets.resolve(secret))
                : Endpoint.at(url.orElseThrow());
        int number = ofHost.merge(endpoint.host(), 1, Integer::sum);
        endpoints.add(number == 1 ? endpoint : endpoint.numbered(number));
      }
    }
    return new Addresses(endpoints, heads);
  }

  private static boolean isKept(SecretValue secret) {
    return switch (secret.type()) {
      case PLAIN, ENVIRONMENT -> false;
      case HASHICORP_CLOUD_VAULT, HASHICORP_VAULT -> true;
    };
  }
}
