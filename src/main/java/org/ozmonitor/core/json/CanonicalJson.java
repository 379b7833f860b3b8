package org.ozmonitor.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;

/// Writes a JSON value again: compact, keys sorted, numbers in their own spelling.
public final class CanonicalJson {
  /// As long as the longest answer that is read from a node.
  private static final int MAX_TEXT = 64 << 20;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(256)
                  .maxStringLength(MAX_TEXT)
                  .maxNumberLength(1000)
                  .build())
          .build();

  private CanonicalJson() {}

  /// The one value in `json`, or `fallback` when it holds none.
  ///
  /// @throws IllegalArgumentException when the text is not JSON
  public static String of(String json, String fallback) {
    try (JsonParser parser = JSON.createParser(json)) {
      return parser.nextToken() == null ? fallback : value(parser);
    } catch (IOException e) {
      throw new IllegalArgumentException("not JSON: " + json, e);
    }
  }

  /// The one value in `json`.
  ///
  /// @throws IllegalArgumentException when the text is not exactly one JSON value, or nests deeper
  ///     than 256
  public static String sorted(String json) {
    try (JsonParser parser = JSON.createParser(json)) {
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
    SortedMap<String, String> fields = JsonText.fields();
    texts.forEach((name, text) -> fields.put(name, JsonText.quote(text)));
    return JsonText.object(fields);
  }

  /// The value that begins at the current token, which is left at the value's last token.
  public static String value(JsonParser parser) throws IOException {
    return value(parser, JsonText::quote);
  }

  /// As {@link #value(JsonParser)}, with a way of its own to write texts.
  public static String value(JsonParser parser, Function<String, String> texts) throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(parser, texts);
      case START_ARRAY -> array(parser, texts);
      case VALUE_STRING -> texts.apply(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText());
      case VALUE_TRUE -> "true";
      case VALUE_FALSE -> "false";
      case VALUE_NULL -> "null";
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("no value begins at " + token);
    };
  }

  private static String object(JsonParser parser, Function<String, String> texts)
      throws IOException {
    SortedMap<String, String> fields = JsonText.fields();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      fields.put(name, value(parser, texts));
    }
    return JsonText.object(fields);
  }

  private static String array(JsonParser parser, Function<String, String> texts)
      throws IOException {
    List<String> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(parser, texts));
    }
    return JsonText.array(elements, Function.identity());
  }

  /// An exponent is written with its sign: `1e3` becomes `1e+3`.
  private static String number(String spelling) {
    String text = spelling.toLowerCase(Locale.ROOT);
    int exponent = text.indexOf('e');
    if (exponent < 0 || text.charAt(exponent + 1) == '-' || text.charAt(exponent + 1) == '+') {
      return text;
    }
    return text.substring(0, exponent + 1) + "+" + text.substring(exponent + 1);
  }
}
