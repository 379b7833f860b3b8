package org.ozmonitor.server.rpc;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
  /// How often the heads of all endpoints are compared.
  private static final Duration SURVEY_INTERVAL = Duration.ofSeconds(15);

  /// Later answers do not count.
  private static final Duration SURVEY_TIMEOUT = Duration.ofSeconds(3);

  private final Vertx vertx;
  private final EndpointPool pool;
  private final Map<Endpoint, EvmEndpoint> nodes = new HashMap<>();
  private final Function<byte[], BlockHeader> verify;
  private final RpcMetrics metrics;
  private final LongSupplier nanoTime;
  private @Nullable Long surveyedAt;

  /// @param verify reads the header of a payload and throws {@link PayloadException} when the
  ///     payload does not belong together
  EvmClient(
      Vertx vertx,
      EndpointPool pool,
      JsonRpcClient json,
      Function<byte[], BlockHeader> verify,
      RpcMetrics metrics,
      RpcLog log,
      LongSupplier nanoTime) {
    this.vertx = vertx;
    this.pool = pool;
    this.verify = verify;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    for (Endpoint endpoint : pool.all()) {
      nodes.put(endpoint, new EvmEndpoint(endpoint, json, log));
    }
  }

  @Override
  public List<Endpoint> endpoints() {
    return pool.all();
  }

  /// Only the first survey is waited for: an endpoint that hangs must not hold up the others.
  @Override
  public Future<Long> head() {
    long now = nanoTime.getAsLong();
    Long before = surveyedAt;
    if (pool.all().size() < 2 || (before != null && now - before < SURVEY_INTERVAL.toNanos())) {
      return pool.first(this::headOf);
    }
    surveyedAt = now;
    Future<Long> survey = survey();
    return before == null ? survey : pool.first(this::headOf);
  }

  @Override
  public Future<Long> head(Endpoint endpoint) {
    return pool.only(endpoint, this::headOf);
  }

  @Override
  public Future<SeenBlock> look(long height) {
    return pool.first(endpoint -> lookAt(endpoint, height));
  }

  @Override
  public Future<SeenBlock> look(Endpoint endpoint, long height) {
    return pool.only(endpoint, asked -> lookAt(asked, height));
  }

  @Override
  public Future<SeenBlock> look(Finality level) {
    return pool.first(endpoint -> lookAt(endpoint, level));
  }

  @Override
  public Future<FetchedBlock> fetch(long height) {
    return pool.first(endpoint -> fetchFrom(endpoint, height));
  }

  @Override
  public Future<FetchedBlock> fetch(Endpoint endpoint, long height) {
    return pool.only(endpoint, asked -> fetchFrom(asked, height));
  }

  @Override
  public Future<FetchedBlock> fetch(BlockRef block) {
    JsonRpcRequest question = EvmQuestions.blockByHash(block.hash());
    JsonRpcRequest receipts = EvmQuestions.receiptsOf(block.hash());
    return pool.first(
        endpoint -> fetch(endpoint, question, receipts, header -> header.ref().equals(block)));
  }

  @Override
  public Future<TransactionPlace> locate(String transaction) {
    JsonRpcRequest question = EvmQuestions.transaction(transaction);
    return new TransactionSearch(
            pool.all(), endpoint -> pool.only(endpoint, asked -> node(asked).answer(question)))
        .run();
  }

  @Override
  public void avoid(Endpoint endpoint) {
    if (pool.all().size() > 1) {
      pool.avoid(endpoint);
    }
  }

  @Override
  public long blockCalls() {
    return metrics.blockCalls();
  }

  /// Asks all endpoints at once, leaves out those behind, and answers with the head of the first
  /// one
  /// that is left.
  private Future<Long> survey() {
    List<Future<Long>> heads =
        pool.all().stream()
            .map(
                endpoint ->
                    pool.only(endpoint, this::headOf)
                        .timeout(SURVEY_TIMEOUT.toSeconds(), TimeUnit.SECONDS))
            .toList();
    return Future.join(heads)
        .transform(
            (_, failure) -> {
              Map<Endpoint, Long> known = new HashMap<>();
              for (int i = 0; i < heads.size(); i++) {
                if (heads.get(i).succeeded()) {
                  known.put(pool.all().get(i), heads.get(i).result());
                }
              }
              pool.compare(known);
              return pool.order().stream()
                  .map(known::get)
                  .filter(head -> head != null)
                  .findFirst()
                  .map(Future::succeededFuture)
                  .orElseGet(() -> Future.failedFuture(failure));
            });
  }

  private Future<Long> headOf(Endpoint endpoint) {
    return node(endpoint)
        .ask(EvmQuestions.HEAD)
        .compose(
            json -> {
              OptionalLong head =
                  JsonRpcAnswers.text(json).map(EvmQuestions::number).orElse(OptionalLong.empty());
              return head.isPresent()
                  ? Future.succeededFuture(head.getAsLong())
                  : Future.failedFuture(RpcException.malformed("head is not a number"));
            });
  }

  private Future<SeenBlock> lookAt(Endpoint endpoint, long height) {
    return node(endpoint)
        .ask(EvmQuestions.blockByNumber(EvmQuestions.quantity(height), false))
        .compose(
            json -> {
              try {
                var hash = JsonRpcAnswers.fields(json, "hash");
                return hash.isEmpty() || hash.getFirst().isBlank()
                    ? Future.failedFuture(RpcException.inconsistent("block has no hash"))
                    : Future.succeededFuture(
                        new SeenBlock(
                            new BlockRef(height, hash.getFirst().toLowerCase(Locale.ROOT)),
                            endpoint));
              } catch (RpcException e) {
                return Future.failedFuture(e);
              }
            });
  }

  private Future<SeenBlock> lookAt(Endpoint endpoint, Finality level) {
    return node(endpoint)
        .ask(EvmQuestions.blockByNumber(level.word(), false))
        .compose(
            json -> {
              try {
                var hash = JsonRpcAnswers.fields(json, "hash");
                var number = JsonRpcAnswers.fields(json, "number");
                OptionalLong height =
                    number.isEmpty()
                        ? OptionalLong.empty()
                        : EvmQuestions.number(number.getFirst());
                return hash.isEmpty() || height.isEmpty()
                    ? Future.failedFuture(RpcException.inconsistent("block has no hash or number"))
                    : Future.succeededFuture(
                        new SeenBlock(
                            new BlockRef(
                                height.getAsLong(), hash.getFirst().toLowerCase(Locale.ROOT)),
                            endpoint));
              } catch (RpcException e) {
                return Future.failedFuture(e);
              }
            });
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

  private FetchedBlock checked(Endpoint endpoint, Buffer payload, Predicate<BlockHeader> asked)
      throws RpcException {
    BlockHeader header;
    try {
      header = verify.apply(payload.getBytes());
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
