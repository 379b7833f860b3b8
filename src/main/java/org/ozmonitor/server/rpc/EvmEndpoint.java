package org.ozmonitor.server.rpc;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/// One EVM node, as far as it can do what we ask: whether it takes batches and offers receipts by
/// block is found out once, by asking. Thread-safe.
final class EvmEndpoint {
  /// Receipts asked for in one batch where the node offers them by transaction only.
  private static final int RECEIPTS_AT_ONCE = 100;

  private enum Offer {
    UNKNOWN,
    YES,
    NO
  }

  private final Endpoint endpoint;
  private final JsonRpcClient json;
  private final RpcLog log;
  private final AtomicReference<Offer> batches = new AtomicReference<>(Offer.UNKNOWN);
  private final AtomicReference<Offer> receiptsByBlock = new AtomicReference<>(Offer.UNKNOWN);

  EvmEndpoint(Endpoint endpoint, JsonRpcClient json, RpcLog log) {
    this.endpoint = endpoint;
    this.json = json;
    this.log = log;
  }

  /// The answer to one question, errors included.
  Future<JsonRpcResult> answer(JsonRpcRequest request) {
    return json.ask(endpoint, request);
  }

  /// The value of one answer; null and errors are failures.
  Future<Buffer> ask(JsonRpcRequest request) {
    return answer(request).compose(result -> value(request, result));
  }

  /// Block and receipts as one payload, not yet verified.
  ///
  /// @param receipts the receipts of the same block
  Future<Buffer> payload(JsonRpcRequest block, JsonRpcRequest receipts) {
    if (receiptsByBlock.get() == Offer.NO) {
      return ask(block).compose(this::withSingleReceipts);
    }
    return askAll(List.of(block, receipts))
        .compose(
            results -> {
              Future<Buffer> value = value(block, results.getFirst());
              if (EvmQuestions.isNotOffered(results.getLast())) {
                return value.compose(this::withSingleReceipts).onSuccess(_ -> noReceiptsByBlock());
              }
              return value.compose(
                  found ->
                      value(receipts, results.getLast())
                          .map(those -> EvmQuestions.payload(found, those)));
            });
  }

  /// All answers, in one request where the node takes batches.
  private Future<List<JsonRpcResult>> askAll(List<JsonRpcRequest> requests) {
    if (requests.size() == 1 || batches.get() == Offer.NO) {
      return oneByOne(requests);
    }
    return json.askAll(endpoint, requests)
        .compose(
            answered ->
                answered
                    .map(
                        results -> {
                          batches.set(Offer.YES);
                          return Future.succeededFuture(results);
                        })
                    .orElseGet(() -> withoutBatch(requests)))
        .recover(
            cause ->
                batches.get() == Offer.UNKNOWN && saysNoToBatches(cause)
                    ? withoutBatch(requests)
                    : Future.failedFuture(cause));
  }

  private static boolean saysNoToBatches(Throwable cause) {
    return cause instanceof RpcException failure
        && (failure.kind() == RpcException.Kind.HTTP
            || failure.kind() == RpcException.Kind.MALFORMED);
  }

  private Future<List<JsonRpcResult>> withoutBatch(List<JsonRpcRequest> requests) {
    return oneByOne(requests)
        .onSuccess(
            results -> {
              Predicate<JsonRpcResult> answered = result -> result instanceof JsonRpcResult.Value;
              if (results.stream().anyMatch(answered) && batches.get() == Offer.UNKNOWN) {
                batches.set(Offer.NO);
                log.takesNoBatches(endpoint);
              }
            });
  }

  private Future<List<JsonRpcResult>> oneByOne(List<JsonRpcRequest> requests) {
    Future<List<JsonRpcResult>> all = Future.succeededFuture(new ArrayList<>());
    for (JsonRpcRequest request : requests) {
      all =
          all.compose(
              results ->
                  json.ask(endpoint, request)
                      .map(
                          result -> {
                            results.add(result);
                            return results;
                          }));
    }
    return all;
  }

  private Future<Buffer> withSingleReceipts(Buffer block) {
    List<JsonRpcRequest> requests;
    try {
      requests = EvmQuestions.transactionHashes(block).stream().map(EvmQuestions::receipt).toList();
    } catch (RpcException e) {
      return Future.failedFuture(e);
    }
    Future<List<Buffer>> receipts = Future.succeededFuture(new ArrayList<>());
    for (int from = 0; from < requests.size(); from += RECEIPTS_AT_ONCE) {
      int to = Math.min(requests.size(), from + RECEIPTS_AT_ONCE);
      List<JsonRpcRequest> chunk = requests.subList(from, to);
      receipts = receipts.compose(before -> chunk(chunk, before));
    }
    return receipts.map(all -> EvmQuestions.payload(block, EvmQuestions.array(all)));
  }

  private Future<List<Buffer>> chunk(List<JsonRpcRequest> requests, List<Buffer> before) {
    return askAll(requests)
        .compose(
            results -> {
              try {
                for (int i = 0; i < requests.size(); i++) {
                  before.add(EvmQuestions.value(requests.get(i), results.get(i)));
                }
                return Future.succeededFuture(before);
              } catch (RpcException e) {
                return Future.failedFuture(e);
              }
            });
  }

  private void noReceiptsByBlock() {
    if (receiptsByBlock.getAndSet(Offer.NO) != Offer.NO) {
      log.offersNoBlockReceipts(endpoint);
    }
  }

  private static Future<Buffer> value(JsonRpcRequest request, JsonRpcResult result) {
    try {
      return Future.succeededFuture(EvmQuestions.value(request, result));
    } catch (RpcException e) {
      return Future.failedFuture(e);
    }
  }
}
