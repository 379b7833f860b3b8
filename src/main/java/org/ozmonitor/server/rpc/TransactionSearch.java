package org.ozmonitor.server.rpc;

import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.ozmonitor.core.chain.BlockRef;

/// Looks for a transaction at one endpoint after the other, because one that is behind does not
/// know of it. Immutable.
///
/// @param ask the question for the transaction, to one endpoint
record TransactionSearch(List<Endpoint> endpoints, Function<Endpoint, Future<JsonRpcResult>> ask) {
  Future<TransactionPlace> run() {
    return from(0, RpcException.inconsistent("there is no endpoint to ask"));
  }

  /// @param failure what the search fails with when nobody else answers
  private Future<TransactionPlace> from(int index, Throwable failure) {
    if (index == endpoints.size()) {
      return Future.failedFuture(failure);
    }
    return ask.apply(endpoints.get(index))
        .compose(TransactionSearch::place)
        .transform(
            (place, fault) -> {
              if (fault != null) {
                return from(index + 1, fault);
              }
              return place instanceof TransactionPlace.Unknown
                  ? from(index + 1, fault(index)).otherwise(place)
                  : Future.succeededFuture(place);
            });
  }

  private static RpcException fault(int index) {
    return RpcException.inconsistent("endpoint " + index + " does not know the transaction");
  }

  private static Future<TransactionPlace> place(JsonRpcResult result) {
    return switch (result) {
      case JsonRpcResult.Absent _ -> Future.succeededFuture(new TransactionPlace.Unknown());
      case JsonRpcResult.Failed(int code, String message) ->
          Future.failedFuture(RpcException.jsonRpc(EvmQuestions.TRANSACTION, code, message));
      case JsonRpcResult.Value(var json) -> {
        try {
          List<String> hash = JsonRpcAnswers.fields(json, "blockHash");
          List<String> number = JsonRpcAnswers.fields(json, "blockNumber");
          yield Future.succeededFuture(place(hash, number));
        } catch (RpcException e) {
          yield Future.failedFuture(e);
        }
      }
    };
  }

  private static TransactionPlace place(List<String> hash, List<String> number) {
    OptionalLong height =
        number.isEmpty() ? OptionalLong.empty() : EvmQuestions.number(number.getFirst());
    Optional<String> block = hash.stream().findFirst();
    return height.isPresent() && block.isPresent()
        ? new TransactionPlace.In(
            new BlockRef(height.getAsLong(), block.get().toLowerCase(Locale.ROOT)))
        : new TransactionPlace.Pending();
  }
}
