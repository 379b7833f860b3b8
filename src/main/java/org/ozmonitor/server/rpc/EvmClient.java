package org.ozmonitor.server.rpc;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.chain.BlockHeader;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.Finality;
import org.ozmonitor.core.filter.PayloadException;
import org.ozmonitor.server.async.OffLoop;

/// An EVM network: block and receipts in one batch, verified before anybody sees them.
///
/// Thread-safe; {@link #head()} belongs to the watcher.
final class EvmClient implements ChainClient {
  private final Vertx vertx;
  private final EndpointTable table;
  private final Map<Endpoint, EvmEndpoint> nodes;
  private final Function<byte[], BlockHeader> verify;
  private final HeadSurvey survey;
  private final Function<LongConsumer, HeadSubscription> sockets;
  private final RpcSettings settings;
  private final RpcMetrics metrics;
  private final LongSupplier nanoTime;
  private @Nullable Long surveyedAt;

  private EvmClient(
      RpcParts parts,
      EndpointTable table,
      Map<Endpoint, EvmEndpoint> nodes,
      Function<byte[], BlockHeader> verify,
      Function<LongConsumer, HeadSubscription> sockets,
      RpcMetrics metrics) {
    this.vertx = parts.vertx();
    this.settings = parts.settings();
    this.nanoTime = parts.nanoTime();
    this.table = table;
    this.nodes = Map.copyOf(nodes);
    this.verify = verify;
    this.sockets = sockets;
    this.metrics = metrics;
    this.survey =
        new HeadSurvey(
            table,
            this::headOf,
            (endpoint, height) ->
                look(
                    endpoint,
                    EvmQuestions.headBlock(EvmQuestions.quantity(height)),
                    OptionalLong.of(height)),
            settings.rules().maxHeadLag());
  }

  /// @param endpoints the best first
  /// @param chainId what each endpoint must serve; empty: anything
  /// @param verify reads the header of a payload and throws {@link PayloadException} when the
  ///     payload does not belong together
  /// @param sockets subscribes to new heads
  static EvmClient of(
      RpcParts parts,
      List<Endpoint> endpoints,
      OptionalLong chainId,
      Function<byte[], BlockHeader> verify,
      Function<LongConsumer, HeadSubscription> sockets,
      RpcMetrics metrics,
      RpcLog log) {
    var json = new JsonRpcClient(parts, metrics);
    List<EndpointState> states = new ArrayList<>();
    Map<Endpoint, EvmEndpoint> nodes = new HashMap<>();
    for (Endpoint endpoint : endpoints) {
      EndpointMetrics meters = metrics.endpoint(endpoint);
      states.add(new EndpointState(parts.vertx(), endpoint, parts.settings().rules(), meters));
      nodes.put(endpoint, new EvmEndpoint(endpoint, json, parts, meters, log));
    }
    var check = new ChainIdCheck(chainId, log);
    var table =
        new EndpointTable(
            parts,
            states,
            endpoint -> check.check(endpoint, Objects.requireNonNull(nodes.get(endpoint))),
            metrics,
            log);
    return new EvmClient(parts, table, nodes, verify, sockets, metrics);
  }

  @Override
  public List<Endpoint> endpoints() {
    return table.all();
  }

  /// Only the first survey is waited for: an endpoint that hangs must not hold up the others.
  @Override
  public Future<Long> head() {
    boolean first = surveyedAt == null;
    Optional<Future<Long>> surveyed = surveyWhenDue();
    return first && surveyed.isPresent() ? surveyed.get() : table.first(survey::plausible);
  }

  @Override
  public Future<Long> head(Endpoint endpoint) {
    return table.only(endpoint, survey::plausible);
  }

  @Override
  public Future<SeenBlock> look(long height) {
    return table.first(endpoint -> lookAt(endpoint, height));
  }

  @Override
  public Future<SeenBlock> look(Endpoint endpoint, long height) {
    return table.only(endpoint, asked -> lookAt(asked, height));
  }

  @Override
  public Future<SeenBlock> look(Finality level) {
    var _ = surveyWhenDue();
    return table.first(
        endpoint -> look(endpoint, EvmQuestions.headBlock(level.word()), OptionalLong.empty()));
  }

  @Override
  public Future<FetchedBlock> fetch(long height) {
    return table.first(endpoint -> fetchFrom(endpoint, height));
  }

  @Override
  public Future<FetchedBlock> fetch(Endpoint endpoint, long height) {
    return table.only(endpoint, asked -> fetchFrom(asked, height));
  }

  @Override
  public Future<FetchedBlock> fetch(BlockRef block) {
    JsonRpcRequest question = EvmQuestions.blockByHash(block.hash());
    JsonRpcRequest receipts = EvmQuestions.receiptsOf(block.hash());
    return table.first(
        endpoint -> fetch(endpoint, question, receipts, header -> header.ref().equals(block)));
  }

  @Override
  public Future<TransactionPlace> locate(String transaction) {
    JsonRpcRequest question = EvmQuestions.transaction(transaction);
    return new TransactionSearch(
            table.all(), endpoint -> table.only(endpoint, asked -> node(asked).answer(question)))
        .run();
  }

  @Override
  public HeadSubscription heads(LongConsumer onHead) {
    return sockets.apply(onHead);
  }

  @Override
  public void avoid(Endpoint endpoint) {
    if (table.all().size() > 1) {
      table.avoid(endpoint, Exclusion.OTHER_FORK);
    }
  }

  @Override
  public long blockCalls() {
    return metrics.blockCalls();
  }

  /// Stops its timers and takes its gauges away; questions under way are answered.
  void close() {
    table.close();
    metrics.close();
  }

  private Future<Long> headOf(Endpoint endpoint) {
    return node(endpoint).head();
  }

  private Future<SeenBlock> lookAt(Endpoint endpoint, long height) {
    return look(
        endpoint,
        EvmQuestions.blockByNumber(EvmQuestions.quantity(height), false),
        OptionalLong.of(height));
  }

  /// @param height where the block must be; empty: anywhere
  private Future<SeenBlock> look(Endpoint endpoint, JsonRpcRequest question, OptionalLong height) {
    return node(endpoint)
        .ask(question)
        .compose(
            json -> {
              try {
                return Future.succeededFuture(new SeenBlock(ref(json, height), endpoint));
              } catch (RpcException e) {
                return Future.failedFuture(e);
              }
            });
  }

  /// Compares the heads of all endpoints once in a while; belongs to the watcher.
  private Optional<Future<Long>> surveyWhenDue() {
    long now = nanoTime.getAsLong();
    Long before = surveyedAt;
    if (table.all().size() < 2
        || (before != null && now - before < settings.rules().survey().toNanos())) {
      return Optional.empty();
    }
    surveyedAt = now;
    return Optional.of(survey.run());
  }

  private static BlockRef ref(JsonSlice block, OptionalLong height) throws RpcException {
    List<String> hash = JsonRpcAnswers.fields(block, "hash");
    List<String> number = JsonRpcAnswers.fields(block, "number");
    OptionalLong at =
        number.isEmpty() ? OptionalLong.empty() : EvmQuestions.number(number.getFirst());
    // What is no hash must not reach the database, where a NUL would fail all that is asked.
    if (at.isEmpty() || hash.isEmpty() || !hash.getFirst().matches("0x[0-9a-fA-F]+")) {
      throw RpcException.inconsistent("block has no hash or number");
    }
    if (height.isPresent() && !height.equals(at)) {
      throw RpcException.inconsistent("endpoint sent another block than the one asked for");
    }
    return new BlockRef(at.getAsLong(), hash.getFirst().toLowerCase(Locale.ROOT));
  }

  private Future<FetchedBlock> fetchFrom(Endpoint endpoint, long height) {
    String number = EvmQuestions.quantity(height);
    return fetch(
        endpoint,
        EvmQuestions.blockByNumber(number, true),
        EvmQuestions.receiptsOf(number),
        header -> header.ref().height() == height);
  }

  private Future<FetchedBlock> fetch(
      Endpoint endpoint,
      JsonRpcRequest block,
      JsonRpcRequest receipts,
      Predicate<BlockHeader> asked) {
    Context context = vertx.getOrCreateContext();
    return node(endpoint)
        .payload(block, receipts)
        .compose(payload -> OffLoop.call(context, () -> checked(endpoint, payload, asked)))
        .onFailure(
            cause -> {
              if (cause instanceof RpcException failure
                  && failure.kind() == RpcException.Kind.INCONSISTENT) {
                metrics.failed(endpoint, failure.kind(), 0);
              }
            });
  }

  private FetchedBlock checked(Endpoint endpoint, byte[] payload, Predicate<BlockHeader> asked)
      throws RpcException {
    BlockHeader header;
    try {
      header = verify.apply(payload);
    } catch (PayloadException e) {
      throw RpcException.inconsistent("block does not belong together: " + e.getMessage());
    }
    if (!asked.test(header)) {
      throw RpcException.inconsistent("endpoint sent another block than the one asked for");
    }
    return new FetchedBlock(header, payload, endpoint);
  }

  private EvmEndpoint node(Endpoint endpoint) {
    EvmEndpoint node = nodes.get(endpoint);
    if (node == null) {
      throw new IllegalArgumentException("endpoint of another network");
    }
    return node;
  }
}
