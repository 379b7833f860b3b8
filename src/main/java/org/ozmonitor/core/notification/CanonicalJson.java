package org.ozmonitor.core.notification;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/// JSON text as OpenZeppelin Monitor writes it: compact, keys sorted by code point, `/` and
/// non-ASCII not escaped. Pure.
///
/// Signatures cover these bytes, so the writer is our own and does not follow a library's taste.
/// Numbers keep their spelling.
public final class CanonicalJson {
  /// As long as the longest answer that is read from a node.
  private static final int MAX_TEXT = 64 << 20;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(256)
                  .maxStringLength(MAX_TEXT)
                  .maxNumberLength(1000)
                  .build())
          .build();

  private CanonicalJson() {}

  /// The same value with sorted keys and without white space.
  ///
  /// @throws IllegalArgumentException when the text is not one JSON value, or nests deeper than 256
  public static String sorted(String json) {
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() == null) {
        throw new IllegalArgumentException("no JSON value");
      }
      String text = value(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("more than one JSON value");
      }
      return text;
    } catch (IOException e) {
      throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
    }
  }

  /// An object whose values are texts.
  public static String object(Map<String, String> texts) {
    Map<String, String> members = new TreeMap<>(CodePointOrder.INSTANCE);
    texts.forEach((name, text) -> members.put(name, quoted(text)));
    return join(members);
  }

  private static String value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> objectValue(parser);
      case START_ARRAY -> arrayValue(parser);
      case VALUE_STRING -> quoted(parser.getText());
      default -> parser.getText();
    };
  }

  private static String objectValue(JsonParser parser) throws IOException {
    Map<String, String> members = new TreeMap<>(CodePointOrder.INSTANCE);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, value(parser));
    }
    return join(members);
  }

  private static String arrayValue(JsonParser parser) throws IOException {
    StringBuilder text = new StringBuilder("[");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (text.length() > 1) {
        text.append(',');
      }
      text.append(value(parser));
    }
    return text.append(']').toString();
  }

  private static String join(Map<String, String> members) {
    StringBuilder text = new StringBuilder("{");
    members.forEach(
        (name, value) -> {
          if (text.length() > 1) {
            text.append(',');
          }
          quote(text, name);
          text.append(':').append(value);
        });
    return text.append('}').toString();
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2);
    quote(quoted, text);
    return quoted.toString();
  }

  private static void quote(StringBuilder target, String text) {
    target.append('"');
    for (int at = 0; at < text.length(); at++) {
      char unit = text.charAt(at);
      switch (unit) {
        case '"' -> target.append("\\\"");
        case '\\' -> target.append("\\\\");
        case '\b' -> target.append("\\b");
        case '\t' -> target.append("\\t");
        case '\n' -> target.append("\\n");
        case '\f' -> target.append("\\f");
        case '\r' -> target.append("\\r");
        default -> {
          if (unit < 0x20) {
            target.append("\\u00").append(unit < 0x10 ? '0' : '1');
            target.append(Character.forDigit(unit & 0xf, 16));
          } else {
            target.append(unit);
          }
        }
      }
    }
    target.append('"');
  }
}
