package org.ozmonitor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.BlockRef;

final class TransactionSearchTest {
  private static final Endpoint FIRST = endpoint("http://127.0.0.1:1");
  private static final Endpoint SECOND = endpoint("http://127.0.0.1:2");
  private static final JsonRpcResult MINED =
      value("{\"hash\":\"0x1\",\"blockNumber\":\"0x10\",\"blockHash\":\"0xAB\"}");
  private static final JsonRpcResult PENDING =
      value("{\"hash\":\"0x1\",\"blockNumber\":null,\"blockHash\":null}");

  private final List<Endpoint> asked = new ArrayList<>();

  @Test
  void namesTheBlock() {
    assertThat(search(Future.succeededFuture(MINED), unknown()).result())
        .isEqualTo(new TransactionPlace.In(new BlockRef(16, "0xab")));
    assertThat(asked).containsExactly(FIRST);
  }

  @Test
  void asksTheNextWhereOneDoesNotKnowOrFails() {
    Future<JsonRpcResult> mined = Future.succeededFuture(MINED);

    assertThat(search(unknown(), mined).result()).isInstanceOf(TransactionPlace.In.class);
    assertThat(search(failed(), mined).result()).isInstanceOf(TransactionPlace.In.class);
    Future<JsonRpcResult> refused =
        Future.succeededFuture(new JsonRpcResult.Failed(-32601, "not found"));
    assertThat(search(refused, mined).result()).isInstanceOf(TransactionPlace.In.class);
  }

  @Test
  void tellsPendingFromUnknown() {
    assertThat(search(Future.succeededFuture(PENDING), unknown()).result())
        .isEqualTo(new TransactionPlace.Pending());
    assertThat(search(unknown(), unknown()).result()).isEqualTo(new TransactionPlace.Unknown());
    assertThat(search(unknown(), failed()).result()).isEqualTo(new TransactionPlace.Unknown());
  }

  @Test
  void failsWhenNobodyAnswers() {
    assertThat(search(failed(), failed()).cause()).isInstanceOf(RpcException.class);
    assertThat(new TransactionSearch(List.of(), _ -> unknown()).run().cause())
        .hasMessageContaining("no endpoint");
  }

  private Future<TransactionPlace> search(
      Future<JsonRpcResult> first, Future<JsonRpcResult> second) {
    asked.clear();
    Map<Endpoint, Future<JsonRpcResult>> answers = Map.of(FIRST, first, SECOND, second);
    return new TransactionSearch(
            List.of(FIRST, SECOND),
            endpoint -> {
              asked.add(endpoint);
              return answers.getOrDefault(endpoint, unknown());
            })
        .run();
  }

  private static Future<JsonRpcResult> unknown() {
    return Future.succeededFuture(new JsonRpcResult.Absent());
  }

  private static Future<JsonRpcResult> failed() {
    return Future.failedFuture(RpcException.inconsistent("broken"));
  }

  private static JsonRpcResult value(String json) {
    return new JsonRpcResult.Value(JsonSlice.of(json));
  }

  private static Endpoint endpoint(String url) {
    return Endpoint.parse(url).orElseThrow();
  }
}
