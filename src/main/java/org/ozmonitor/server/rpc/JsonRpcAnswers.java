package org.ozmonitor.server.rpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Cuts results out of JSON-RPC answers by their byte range: nothing is built or written again, so
/// large integers, unknown fields and white space stay as the node sent them. Pure.
final class JsonRpcAnswers {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(80).build())
          .build();

  private JsonRpcAnswers() {}

  /// The answer to one question.
  static JsonRpcResult single(Buffer body) throws RpcException {
    byte[] bytes = utf8(body);
    try (JsonParser parser = JSON.createParser(bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw RpcException.malformed("answer is not an object");
      }
      return answer(parser, body).result();
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /// The answers to a batch whose questions have the ids 1 to `count`, in that order; empty when
  /// the
  /// node answered with one object: it does not take batches, or refuses this one.
  static Optional<List<JsonRpcResult>> batch(Buffer body, int count) throws RpcException {
    byte[] bytes = utf8(body);
    try (JsonParser parser = JSON.createParser(bytes)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        return Optional.empty();
      }
      Map<Integer, JsonRpcResult> byId = new HashMap<>();
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        Answer answer = answer(parser, body);
        byId.put(answer.id(), answer.result());
      }
      List<JsonRpcResult> results = new ArrayList<>(count);
      for (int id = 1; id <= count; id++) {
        JsonRpcResult result = byId.get(id);
        if (result == null) {
          throw RpcException.malformed("batch answer leaves out a question");
        }
        results.add(result);
      }
      return Optional.of(results);
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /// The text of a result that is a JSON string.
  static Optional<String> text(Buffer json) {
    try (JsonParser parser = JSON.createParser(json.getBytes())) {
      return parser.nextToken() == JsonToken.VALUE_STRING
          ? Optional.of(parser.getText())
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// The text values of one field: of an object itself, or of each object in an array.
  static List<String> fields(Buffer json, String field) throws RpcException {
    try (JsonParser parser = JSON.createParser(json.getBytes())) {
      List<String> found = new ArrayList<>();
      boolean array = parser.nextToken() == JsonToken.START_ARRAY;
      JsonToken token = array ? parser.nextToken() : parser.currentToken();
      while (token == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          boolean wanted = parser.currentName().equals(field);
          if (parser.nextToken() == JsonToken.VALUE_STRING && wanted) {
            found.add(parser.getText());
          }
          parser.skipChildren();
        }
        token = parser.nextToken();
      }
      return found;
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /// The array or object under one field of an object.
  static Optional<Buffer> member(Buffer json, String field) throws RpcException {
    try (JsonParser parser = JSON.createParser(json.getBytes())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals(field);
        if (parser.nextToken().isStructStart() && wanted) {
          return Optional.of(slice(parser, json));
        }
        parser.skipChildren();
      }
      return Optional.empty();
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  private record Answer(int id, JsonRpcResult result) {}

  /// Reads one answer; the parser stands on its `{` and ends on its `}`.
  private static Answer answer(JsonParser parser, Buffer body) throws IOException, RpcException {
    int id = 0;
    @Nullable JsonRpcResult result = null;
    JsonRpcResult.@Nullable Failed error = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      switch (name) {
        case "id" -> id = parser.getValueAsInt(0);
        case "result" ->
            result =
                token == JsonToken.VALUE_NULL
                    ? new JsonRpcResult.Absent()
                    : new JsonRpcResult.Value(slice(parser, body));
        case "error" -> error = token == JsonToken.START_OBJECT ? error(parser) : error;
        default -> parser.skipChildren();
      }
    }
    if (error != null) {
      return new Answer(id, error);
    }
    if (result == null) {
      throw RpcException.malformed("answer has neither result nor error");
    }
    return new Answer(id, result);
  }

  private static JsonRpcResult.Failed error(JsonParser parser) throws IOException {
    int code = 0;
    String message = "";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "code" -> code = parser.getValueAsInt(0);
        case "message" -> message = value.isScalarValue() ? parser.getText() : "";
        default -> parser.skipChildren();
      }
    }
    return new JsonRpcResult.Failed(code, message);
  }

  /// The bytes of the value on which the parser stands; it then stands on the value's last token.
  private static Buffer slice(JsonParser parser, Buffer source) throws IOException {
    long from = parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    long to = parser.currentLocation().getByteOffset();
    return source.slice(Math.toIntExact(from), Math.toIntExact(to));
  }

  /// The parser would also take UTF-16 and UTF-32, where byte ranges mean something else.
  private static byte[] utf8(Buffer body) throws RpcException {
    byte[] bytes = body.getBytes();
    if (bytes.length < 2 || bytes[0] <= 0 || bytes[1] == 0) {
      throw RpcException.malformed("answer is not JSON");
    }
    return bytes;
  }

  private static RpcException malformed(IOException cause) {
    return RpcException.malformed("answer is not JSON: " + cause.getClass().getSimpleName());
  }
}
