package org.ozmonitor.core.evm.block;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.evm.value.Bytes;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.filter.PayloadException;

/// Reads the value types of EVM JSON-RPC from a token stream, straight from its character buffer.
/// `null`, an empty text and a bare `0x` count as absent. Confined to one thread.
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

  /// Reads an object whose start is the current token, and says where it stands.
  Span object(String what, FieldReader fields) throws IOException {
    int start = (int) parser.currentTokenLocation().getByteOffset();
    fields(what, fields);
    return new Span(start, (int) parser.currentLocation().getByteOffset());
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

  Optional<Word> quantity(String what) throws IOException {
    return isAbsent()
        ? Optional.empty()
        : Optional.of(
            Word.parseQuantity(parser.getTextCharacters(), start(), end())
                .orElseThrow(() -> malformed(what, "a quantity of at most 256 bits")));
  }

  Optional<Word> hash(String what) throws IOException {
    return isAbsent()
        ? Optional.empty()
        : Optional.of(
            Word.parseHash(parser.getTextCharacters(), start(), end())
                .orElseThrow(() -> malformed(what, "a hash of 32 bytes")));
  }

  Optional<Address> address(String what) throws IOException {
    return isAbsent()
        ? Optional.empty()
        : Optional.of(
            Address.parse(parser.getTextCharacters(), start(), end())
                .orElseThrow(() -> malformed(what, "an address of 20 bytes")));
  }

  /// Byte data; here a bare `0x` is an empty value, not an absent one.
  Optional<Bytes> bytes(String what) throws IOException {
    return parser.currentToken() == JsonToken.VALUE_NULL
        ? Optional.empty()
        : Optional.of(
            Bytes.parse(parser.getTextCharacters(), start(), end())
                .orElseThrow(() -> malformed(what, "byte data in hex")));
  }

  private boolean isAbsent() throws IOException {
    JsonToken token = parser.currentToken();
    return token == JsonToken.VALUE_NULL
        || (token == JsonToken.VALUE_STRING
            && (parser.getTextLength() == 0
                || (parser.getTextLength() == 2
                    && parser.getTextCharacters()[start() + 1] == 'x')));
  }

  private int start() throws IOException {
    return parser.getTextOffset();
  }

  private int end() throws IOException {
    return parser.getTextOffset() + parser.getTextLength();
  }

  private PayloadException malformed(String what, String wanted) {
    try {
      String text = parser.getText();
      String shown = text.length() <= 80 ? text : text.substring(0, 80) + "…";
      return new PayloadException(what + " is not " + wanted + ": " + shown);
    } catch (IOException e) {
      return new PayloadException(what + " is not " + wanted, e);
    }
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
