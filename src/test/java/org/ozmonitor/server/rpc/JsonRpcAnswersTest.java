package org.ozmonitor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRpcAnswersTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"0x10\"",
        "{ \"a\" : [1, 2 , {\"b\":\"}\\\"\"}] }",
        "[ ]",
        "12345678901234567890.10",
        "true",
        "\"ä 😀 \\u0000\""
      })
  void cutsTheResultOutByteForByte(String result) throws Exception {
    var body =
        Buffer.buffer(
            " {\"id\":1,\"x\":{\"y\":[]},\"result\": " + result + " ,\"jsonrpc\":\"2.0\"}");

    assertThat(JsonRpcAnswers.single(body))
        .isEqualTo(new JsonRpcResult.Value(Buffer.buffer(result)));
  }

  @Test
  void tellsNullFromErrorFromNothing() throws Exception {
    assertThat(JsonRpcAnswers.single(Buffer.buffer("{\"id\":1,\"result\":null}")))
        .isEqualTo(new JsonRpcResult.Absent());
    assertThat(JsonRpcAnswers.single(Buffer.buffer("{\"result\":1,\"error\":null}")))
        .isEqualTo(new JsonRpcResult.Value(Buffer.buffer("1")));
    assertThat(
            JsonRpcAnswers.single(
                Buffer.buffer(
                    "{\"id\":1,\"error\":{\"data\":{\"m\":1},\"code\":-32000,\"message\":\"no\"}}")))
        .isEqualTo(new JsonRpcResult.Failed(-32000, "no"));
    assertThatThrownBy(() -> JsonRpcAnswers.single(Buffer.buffer("{\"id\":1}")))
        .isInstanceOf(RpcException.class);
  }

  @Test
  void putsBatchAnswersInTheOrderOfTheQuestions() throws Exception {
    var body = Buffer.buffer("[{\"id\":2,\"result\":\"b\"},{\"id\":1,\"result\":\"a\"}]");

    assertThat(JsonRpcAnswers.batch(body, 2).orElseThrow())
        .containsExactly(
            new JsonRpcResult.Value(Buffer.buffer("\"a\"")),
            new JsonRpcResult.Value(Buffer.buffer("\"b\"")));
    assertThatThrownBy(() -> JsonRpcAnswers.batch(body, 3)).isInstanceOf(RpcException.class);
    assertThat(JsonRpcAnswers.batch(Buffer.buffer("{\"error\":{}}"), 2)).isEmpty();
  }

  @Test
  void readsTransactionHashes() throws Exception {
    var block =
        Buffer.buffer(
            "{\"hash\":\"0xb\",\"transactions\":[{\"accessList\":[{\"hash\":\"no\"}],\"hash\":\"0x1\"},{\"hash\":\"0x2\"}],\"x\":1}");

    assertThat(EvmQuestions.transactionHashes(block)).isEqualTo(List.of("0x1", "0x2"));
    assertThat(JsonRpcAnswers.fields(block, "hash")).isEqualTo(List.of("0xb"));
  }

  @Test
  void failsOnlyAsAnEndpointWouldOnRandomBytes() {
    Random random = new Random(11);
    byte[] good =
        "[{\"id\":1,\"result\":{\"a\":[1,\"b\"]}},{\"id\":2,\"error\":{\"code\":1}}]"
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 5_000; i++) {
      byte[] bad = good.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(JsonRpcAnswers.batch(Buffer.buffer(bad), 2)).isNotNull();
      } catch (RpcException e) {
        assertThat(e.kind()).isEqualTo(RpcException.Kind.MALFORMED);
      }
    }
  }
}
