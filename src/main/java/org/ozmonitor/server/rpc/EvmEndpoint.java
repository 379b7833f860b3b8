package org.ozmonitor.server.rpc;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.ozmonitor.server.async.Bounded;

/// One EVM node, as far as it can do what we ask: whether it takes batches and offers receipts by
/// block is found out by asking, remembered, and tried again after a while. Thread-safe.
final class EvmEndpoint {
  /// Receipts asked for in one batch where the node offers them by transaction only.
  private static final int RECEIPTS_AT_ONCE = 100;

  /// Questions asked at the same time where the node takes no batches.
  private static final int SINGLE_AT_ONCE = 4;

  /// What servers answer to an array where they expect an object.
  private static final Set<Integer> REFUSALS_OF_BATCHES =
      Set.of(400, 404, 405, 413, 415, 422, 500, 501);

  private final Endpoint endpoint;
  private final JsonRpcClient json;
  private final RpcSettings settings;
  private final LongSupplier nanoTime;
  private final EndpointMetrics metrics;
  private final RpcLog log;
  private final Offer batches;
  private final Offer blockReceipts;

  EvmEndpoint(
      Endpoint endpoint, JsonRpcClient json, RpcParts parts, EndpointMetrics metrics, RpcLog log) {
    this.endpoint = endpoint;
    this.json = json;
    this.settings = parts.settings();
    this.nanoTime = parts.nanoTime();
    this.metrics = metrics;
    this.log = log;
    this.batches = new Offer(settings.rules().askAgain());
    this.blockReceipts = new Offer(settings.rules().askAgain());
  }

  /// The answer to one question, errors included.
  Future<JsonRpcResult> answer(JsonRpcRequest request) {
    return json.ask(endpoint, request);
  }

  /// What the node says is its head, true or not.
  Future<Long> head() {
    return ask(EvmQuestions.HEAD)
        .compose(
            json -> {
              OptionalLong head =
                  JsonRpcAnswers.text(json).map(EvmQuestions::number).orElse(OptionalLong.empty());
              return head.isPresent()
                  ? Future.succeededFuture(head.getAsLong())
                  : Future.failedFuture(RpcException.malformed("head is not a number"));
            })
        .onSuccess(metrics::head);
  }

  /// The value of one answer; null and errors are failures.
  Future<JsonSlice> ask(JsonRpcRequest request) {
    return answer(request).compose(result -> value(request, result));
  }

  /// Block and receipts as one payload, not yet verified.
  ///
  /// @param receipts the receipts of the same block
  Future<byte[]> payload(JsonRpcRequest block, JsonRpcRequest receipts) {
    if (!blockReceipts.mayBeAsked(nanoTime.getAsLong())) {
      return ask(block).compose(this::withSingleReceipts);
    }
    return askAll(List.of(block, receipts))
        .compose(
            results -> {
              Future<JsonSlice> value = value(block, results.getFirst());
              if (EvmQuestions.isNotOffered(results.getLast())) {
                return value
                    .compose(this::withSingleReceipts)
                    .onSuccess(_ -> blockReceiptsRefused());
              }
              return value.compose(
                  found ->
                      value(receipts, results.getLast())
                          .onSuccess(_ -> blockReceiptsWork())
                          .map(those -> EvmQuestions.payload(found, those)));
            });
  }

  /// All answers, in one request where the node takes batches.
  private Future<List<JsonRpcResult>> askAll(List<JsonRpcRequest> requests) {
    if (requests.size() == 1 || !batches.mayBeAsked(nanoTime.getAsLong())) {
      return oneByOne(requests);
    }
    return json.askAll(endpoint, requests)
        .compose(
            answered ->
                answered
                    .map(
                        results -> {
                          batchesWork();
                          return Future.succeededFuture(results);
                        })
                    .orElseGet(() -> withoutBatch(requests)))
        .recover(
            cause ->
                saysNoToBatches(cause) && !batches.doubt()
                    ? withoutBatch(requests)
                    : Future.failedFuture(cause));
  }

  private static boolean saysNoToBatches(Throwable cause) {
    return cause instanceof RpcException failure
        && (failure.kind() == RpcException.Kind.MALFORMED
            || REFUSALS_OF_BATCHES.contains(failure.code()));
  }

  private Future<List<JsonRpcResult>> withoutBatch(List<JsonRpcRequest> requests) {
    return oneByOne(requests)
        .onSuccess(
            results -> {
              if (results.stream().anyMatch(JsonRpcResult.Value.class::isInstance)) {
                batchesRefused();
              }
            });
  }

  private Future<List<JsonRpcResult>> oneByOne(List<JsonRpcRequest> requests) {
    return Bounded.prefix(requests, SINGLE_AT_ONCE, request -> json.ask(endpoint, request))
        .compose(
            answered ->
                answered
                    .failure()
                    .<Future<List<JsonRpcResult>>>map(Future::failedFuture)
                    .orElseGet(() -> Future.succeededFuture(answered.results())));
  }

  /// What nodes without receipts by block can offer: each transaction's receipt, in batches. All of
  /// them, because the engine takes a block whole.
  private Future<byte[]> withSingleReceipts(JsonSlice block) {
    List<JsonRpcRequest> requests;
    try {
      requests = EvmQuestions.transactionHashes(block).stream().map(EvmQuestions::receipt).toList();
    } catch (RpcException e) {
      return Future.failedFuture(e);
    }
    long until = nanoTime.getAsLong() + settings.rounds().longestQuestion().toNanos();
    Future<List<JsonSlice>> receipts = Future.succeededFuture(new ArrayList<>());
    for (int from = 0; from < requests.size(); from += RECEIPTS_AT_ONCE) {
      int to = Math.min(requests.size(), from + RECEIPTS_AT_ONCE);
      List<JsonRpcRequest> chunk = requests.subList(from, to);
      receipts = receipts.compose(before -> chunk(chunk, before, until));
    }
    return receipts.compose(
        all -> {
          try {
            JsonSlice array = EvmQuestions.array(all, settings.maxAnswerBytes());
            return Future.succeededFuture(EvmQuestions.payload(block, array));
          } catch (RpcException e) {
            return Future.failedFuture(e);
          }
        });
  }

  /// @param until the block's transactions may be made up: then no more are asked for
  private Future<List<JsonSlice>> chunk(
      List<JsonRpcRequest> requests, List<JsonSlice> before, long until) {
    if (nanoTime.getAsLong() - until >= 0) {
      return Future.failedFuture(RpcException.network(new TimeoutException()));
    }
    return askAll(requests)
        .compose(
            results -> {
              try {
                List<JsonSlice> receipts = new ArrayList<>(requests.size());
                for (int i = 0; i < requests.size(); i++) {
                  receipts.add(EvmQuestions.value(requests.get(i), results.get(i)));
                }
                addBounded(before, receipts);
                return Future.succeededFuture(before);
              } catch (RpcException e) {
                return Future.failedFuture(e);
              }
            });
  }

  /// Copies them: an answer may be much larger than the receipts in it, and would be held whole.
  private void addBounded(List<JsonSlice> all, List<JsonSlice> receipts) throws RpcException {
    long length = 0;
    for (JsonSlice receipt : all) {
      length += receipt.length();
    }
    for (JsonSlice receipt : receipts) {
      length += receipt.length();
      if (length > settings.maxAnswerBytes()) {
        throw RpcException.tooLarge(settings.maxAnswerBytes());
      }
      byte[] copy = new byte[receipt.length()];
      var _ = receipt.copyTo(copy, 0);
      all.add(new JsonSlice(copy, 0, copy.length));
    }
  }

  private void batchesWork() {
    batches.works();
    metrics.offersBatches(true);
  }

  private void batchesRefused() {
    if (batches.refused(nanoTime.getAsLong())) {
      log.takesNoBatches(endpoint);
    }
    metrics.offersBatches(false);
  }

  private void blockReceiptsWork() {
    blockReceipts.works();
    metrics.offersBlockReceipts(true);
  }

  private void blockReceiptsRefused() {
    if (blockReceipts.refused(nanoTime.getAsLong())) {
      log.offersNoBlockReceipts(endpoint);
    }
    metrics.offersBlockReceipts(false);
  }

  private static Future<JsonSlice> value(JsonRpcRequest request, JsonRpcResult result) {
    try {
      return Future.succeededFuture(EvmQuestions.value(request, result));
    } catch (RpcException e) {
      return Future.failedFuture(e);
    }
  }
}
