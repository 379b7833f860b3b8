package org.ozmonitor.server.rpc;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalLong;

/// Whether an endpoint serves the chain that the network's document names. Thread-safe.
final class ChainIdCheck {
  private static final int LONGEST_DECIMAL = 19;

  private final OptionalLong expected;
  private final RpcLog log;

  /// @param expected empty: any chain is right
  ChainIdCheck(OptionalLong expected, RpcLog log) {
    this.expected = expected;
    this.log = log;
  }

  /// Fails when the endpoint serves another chain, or does not answer. One that knows neither of
  /// the two methods is let through: nothing speaks against it.
  Future<Void> check(Endpoint endpoint, EvmEndpoint node) {
    return expected.isEmpty()
        ? Future.succeededFuture()
        : node.answer(EvmQuestions.CHAIN_ID)
            .compose(
                result ->
                    EvmQuestions.isNotOffered(result)
                        ? byVersion(endpoint, node)
                        : compare(endpoint, EvmQuestions.CHAIN_ID, result));
  }

  private Future<Void> byVersion(Endpoint endpoint, EvmEndpoint node) {
    return node.answer(EvmQuestions.NETWORK_VERSION)
        .compose(
            result -> {
              if (EvmQuestions.isNotOffered(result)) {
                log.chainIdUnknown(endpoint);
                return Future.succeededFuture();
              }
              return compare(endpoint, EvmQuestions.NETWORK_VERSION, result);
            });
  }

  private Future<Void> compare(Endpoint endpoint, JsonRpcRequest request, JsonRpcResult result) {
    Optional<String> text;
    try {
      text = JsonRpcAnswers.text(EvmQuestions.value(request, result));
    } catch (RpcException e) {
      return Future.failedFuture(e);
    }
    OptionalLong found = text.map(ChainIdCheck::number).orElse(OptionalLong.empty());
    if (found.isEmpty()) {
      return Future.failedFuture(RpcException.malformed(request.method() + " is not a number"));
    }
    if (found.getAsLong() != expected.orElseThrow()) {
      log.otherChain(endpoint, found.getAsLong(), expected.orElseThrow());
      return Future.failedFuture(
          RpcException.wrongChain(
              "endpoint serves chain " + found.getAsLong() + ", not " + expected.orElseThrow()));
    }
    return Future.succeededFuture();
  }

  /// Hexadecimal as `eth_chainId` tells it, or decimal as `net_version` does.
  private static OptionalLong number(String text) {
    if (text.startsWith("0x")) {
      return EvmQuestions.number(text);
    }
    return text.matches("\\d{1," + (LONGEST_DECIMAL - 1) + "}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }
}
