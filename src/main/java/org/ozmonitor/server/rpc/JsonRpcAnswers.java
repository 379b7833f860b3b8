package org.ozmonitor.server.rpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Cuts results out of JSON-RPC answers by their byte range: nothing is built or written again, so
/// large integers, unknown fields and white space stay as the node sent them. Pure.
final class JsonRpcAnswers {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(80).build())
          .build();

  private static final JsonSlice NULL = JsonSlice.of("null");
  private static final int NO_ID = -1;

  private JsonRpcAnswers() {}

  /// The answer to one question.
  static JsonRpcResult single(AnswerBody body) throws RpcException {
    JsonCursor cursor = body.cursor();
    JsonRpcResult result = answer(cursor).result();
    requireEnd(cursor);
    return result;
  }

  /// The answers to a batch whose questions have the ids 1 to `count`, in that order; empty when
  /// the node refuses the batch as such: it answered with one object, or with one error that
  /// belongs to no question. Each question must be answered once, in whatever order.
  static Optional<List<JsonRpcResult>> batch(AnswerBody body, int count) throws RpcException {
    JsonCursor cursor = body.cursor();
    if (cursor.peek() == '{') {
      return Optional.empty();
    }
    List<Answer> answers = answers(cursor, count);
    requireEnd(cursor);
    if (answers.size() == 1
        && answers.getFirst().id() == NO_ID
        && answers.getFirst().result() instanceof JsonRpcResult.Failed) {
      return Optional.empty();
    }
    @Nullable JsonRpcResult[] byId = new JsonRpcResult[count];
    for (Answer answer : answers) {
      int index = answer.id() - 1;
      if (index < 0 || index >= count) {
        throw RpcException.malformed("batch answer holds an answer to another question");
      }
      if (byId[index] != null) {
        throw RpcException.malformed("batch answer holds two answers to one question");
      }
      byId[index] = answer.result();
    }
    List<JsonRpcResult> results = new ArrayList<>(count);
    for (JsonRpcResult result : byId) {
      if (result == null) {
        throw RpcException.malformed("batch answer leaves out a question");
      }
      results.add(result);
    }
    return Optional.of(results);
  }

  /// The text of a result that is a JSON string.
  static Optional<String> text(JsonSlice json) {
    try (JsonParser parser = parser(json)) {
      return parser.nextToken() == JsonToken.VALUE_STRING
          ? Optional.of(parser.getText())
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// The text values of one field: of an object itself, or of each object in an array.
  static List<String> fields(JsonSlice json, String field) throws RpcException {
    try (JsonParser parser = parser(json)) {
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
      throw RpcException.malformed("answer is not JSON: " + e.getClass().getSimpleName());
    }
  }

  /// The value under one field of an object, as it stands there.
  static Optional<JsonSlice> member(JsonSlice object, String field) throws RpcException {
    if (object.firstByte() != '{') {
      return Optional.empty();
    }
    JsonCursor cursor = new JsonCursor(object.source(), object.from(), object.end());
    cursor.expect('{');
    Optional<JsonSlice> found = Optional.empty();
    for (boolean more = !cursor.take('}'); more; more = cursor.more('}')) {
      String name = cursor.name();
      JsonSlice value = cursor.value();
      if (name.equals(field)) {
        found = Optional.of(value);
      }
    }
    return found;
  }

  private record Answer(int id, JsonRpcResult result) {}

  private static List<Answer> answers(JsonCursor cursor, int most) throws RpcException {
    cursor.expect('[');
    List<Answer> answers = new ArrayList<>(most);
    for (boolean more = !cursor.take(']'); more; more = cursor.more(']')) {
      if (answers.size() == most) {
        throw RpcException.malformed("batch answer holds more answers than questions");
      }
      answers.add(answer(cursor));
    }
    return answers;
  }

  private static Answer answer(JsonCursor cursor) throws RpcException {
    int id = NO_ID;
    @Nullable JsonSlice result = null;
    @Nullable JsonSlice error = null;
    cursor.expect('{');
    for (boolean more = !cursor.take('}'); more; more = cursor.more('}')) {
      String name = cursor.name();
      JsonSlice value = cursor.value();
      switch (name) {
        case "id" -> id = id(value);
        case "result" -> result = value;
        case "error" -> error = value;
        default -> {}
      }
    }
    if (error != null && error.firstByte() == '{') {
      return new Answer(id, failed(error));
    }
    if (result == null) {
      throw RpcException.malformed("answer has neither result nor error");
    }
    return new Answer(
        id, result.equals(NULL) ? new JsonRpcResult.Absent() : new JsonRpcResult.Value(result));
  }

  /// A number, or a number in a string: some nodes write it so.
  private static int id(JsonSlice value) {
    String text = value.toString().replace("\"", "");
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : NO_ID;
  }

  private static JsonRpcResult.Failed failed(JsonSlice error) throws RpcException {
    try (JsonParser parser = parser(error)) {
      int code = 0;
      String message = "";
      parser.nextToken();
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
    } catch (IOException e) {
      throw RpcException.malformed("error is not JSON: " + e.getClass().getSimpleName());
    }
  }

  private static JsonParser parser(JsonSlice json) throws IOException {
    return JSON.createParser(json.source(), json.from(), json.length());
  }

  private static void requireEnd(JsonCursor cursor) throws RpcException {
    if (!cursor.isAtEnd()) {
      throw RpcException.malformed("answer goes on behind its end");
    }
  }
}
