package org.ozmonitor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
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
    var body = body(" {\"id\":1,\"x\":{\"y\":[]},\"result\": " + result + " ,\"jsonrpc\":\"2.0\"}");

    assertThat(JsonRpcAnswers.single(body))
        .isEqualTo(new JsonRpcResult.Value(JsonSlice.of(result)));
  }

  @Test
  void tellsNullFromErrorFromNothing() throws Exception {
    assertThat(JsonRpcAnswers.single(body("{\"id\":1,\"result\":null}")))
        .isEqualTo(new JsonRpcResult.Absent());
    assertThat(JsonRpcAnswers.single(body("{\"result\":1,\"error\":null}")))
        .isEqualTo(new JsonRpcResult.Value(JsonSlice.of("1")));
    assertThat(
            JsonRpcAnswers.single(
                body(
                    "{\"id\":1,\"error\":{\"data\":{\"m\":1},\"code\":-32000,\"message\":\"no\"}}")))
        .isEqualTo(new JsonRpcResult.Failed(-32000, "no"));
    assertThatThrownBy(() -> JsonRpcAnswers.single(body("{\"id\":1}")))
        .isInstanceOf(RpcException.class);
  }

  @Test
  void putsBatchAnswersInTheOrderOfTheQuestions() throws Exception {
    var body = body("[{\"id\":2,\"result\":\"b\"},{\"id\":1,\"result\":\"a\"}]");

    assertThat(JsonRpcAnswers.batch(body, 2).orElseThrow())
        .containsExactly(
            new JsonRpcResult.Value(JsonSlice.of("\"a\"")),
            new JsonRpcResult.Value(JsonSlice.of("\"b\"")));
    assertThatThrownBy(() -> JsonRpcAnswers.batch(body, 3)).isInstanceOf(RpcException.class);
    assertThat(JsonRpcAnswers.batch(body("{\"error\":{}}"), 2)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"id\":1,\"result\":1}]",
        "[{\"id\":1,\"result\":1},{\"id\":1,\"result\":1}]",
        "[{\"id\":1,\"result\":1},{\"id\":3,\"result\":1}]",
        "[{\"id\":1,\"result\":1},{\"id\":2,\"result\":1},{\"id\":2,\"result\":1}]",
        "[{\"id\":1,\"result\":1},{\"result\":1}]",
        "[{\"id\":1,\"result\":1},{\"id\":2,\"result\":1}] ]",
        "[{\"id\":1,\"result\":1},{\"id\":2,\"result\":1}",
        "[{\"id\":1,\"result\":1} {\"id\":2,\"result\":1}]",
        "[]",
        "<html>"
      })
  void refusesABatchThatDoesNotAnswerEachQuestionOnce(String text) {
    assertThatThrownBy(() -> JsonRpcAnswers.batch(body(text), 2))
        .isInstanceOfSatisfying(
            RpcException.class,
            failure -> assertThat(failure.kind()).isEqualTo(RpcException.Kind.MALFORMED));
  }

  @Test
  void takesErrorsAndIdsInStringsAsAnswersOfABatch() throws Exception {
    var body =
        body("[{\"id\":\"2\",\"error\":{\"code\":-5,\"message\":\"x\"}},{\"id\":1,\"result\":[]}]");

    assertThat(JsonRpcAnswers.batch(body, 2).orElseThrow())
        .containsExactly(
            new JsonRpcResult.Value(JsonSlice.of("[]")), new JsonRpcResult.Failed(-5, "x"));
  }

  @Test
  void takesOneErrorForNoQuestionForARefusal() throws Exception {
    String refusal = "[{\"id\":null,\"error\":{\"code\":-32600,\"message\":\"no batches\"}}]";

    assertThat(JsonRpcAnswers.batch(body(refusal), 2)).isEmpty();
  }

  @Test
  void findsTheEndOfAStringWhereverItsQuoteStands() throws Exception {
    for (int length = 0; length < 40; length++) {
      for (String tail : List.of("", "\\\"", "\\\\", "[{")) {
        String result = "\"" + "f".repeat(length) + tail + "\"";
        assertThat(JsonRpcAnswers.single(body("{\"result\":" + result + ",\"id\":1}")))
            .isEqualTo(new JsonRpcResult.Value(JsonSlice.of(result)));
      }
    }
  }

  @Test
  void readsTransactionHashes() throws Exception {
    var block =
        JsonSlice.of(
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
        assertThat(JsonRpcAnswers.batch(body(Buffer.buffer(bad)), 2)).isNotNull();
      } catch (RpcException e) {
        assertThat(e.kind()).isEqualTo(RpcException.Kind.MALFORMED);
      }
    }
  }

  private static AnswerBody body(String text) {
    return body(Buffer.buffer(text));
  }

  private static AnswerBody body(Buffer bytes) {
    AnswerBody body = new AnswerBody(OptionalLong.empty(), bytes.length());
    assertThat(body.add(bytes)).isTrue();
    return body;
  }
}
