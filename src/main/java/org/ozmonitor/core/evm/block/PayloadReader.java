package org.ozmonitor.core.evm.block;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.ozmonitor.core.filter.PayloadException;

/// Reads objects of a decoded payload again, token by token, to write them. Confined to one thread.
final class PayloadReader implements AutoCloseable {
  /// Limits on an answer of a node: 64 MiB of text in one value, 64 levels deep.
  static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(64).maxStringLength(64 << 20).build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  /// Reads one object: called for each of its fields, with the value as the current token.
  interface FieldReader {
    void read(String name) throws IOException;
  }

  /// Reads one element of an array, which is the current token.
  interface ElementReader<T> {
    T read() throws IOException;
  }

  private final JsonParser parser;

  PayloadReader(byte[] payload, Span span) throws IOException {
    parser = JSON.createParser(payload, span.start(), span.end() - span.start());
  }

  JsonParser parser() {
    return parser;
  }

  /// Reads an object whose start is the current token. What a field's reader leaves is skipped.
  void fields(String what, FieldReader fields) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new PayloadException(what + " is not an object but " + found());
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      fields.read(name);
      parser.skipChildren();
    }
  }

  /// Reads an array whose start is the current token.
  <T> List<T> array(String what, ElementReader<T> elements) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new PayloadException(what + " is not an array but " + found());
    }
    List<T> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(elements.read());
    }
    return list;
  }

  /// The kind of the current token, for messages.
  String found() {
    JsonToken token = parser.currentToken();
    return token == null
        ? "missing"
        : token.name().replace("VALUE_", "").toLowerCase(java.util.Locale.ROOT);
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
