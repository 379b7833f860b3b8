package org.ozmonitor.core.expression;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A JSON value that keeps the spelling of its numbers. Immutable.
sealed interface JsonValue {

  record Null() implements JsonValue {}

  record Bool(boolean value) implements JsonValue {}

  /// @param text as written, except that an exponent without a sign has `+` and `-0` is `0`
  record Numeral(String text) implements JsonValue {}

  record Text(String value) implements JsonValue {}

  record Array(List<JsonValue> elements) implements JsonValue {
    public Array {
      elements = List.copyOf(elements);
    }
  }

  /// Keys in order; of a repeated key the last value.
  record Members(SortedMap<String, JsonValue> byKey) implements JsonValue {
    public Members {
      byKey = Collections.unmodifiableSortedMap(new TreeMap<>(byKey));
    }
  }

  /// The value in compact form.
  default String compact() {
    var text = new StringBuilder();
    write(this, text);
    return text.toString();
  }

  private static void write(JsonValue value, StringBuilder text) {
    switch (value) {
      case Null() -> text.append("null");
      case Bool(var bool) -> text.append(bool);
      case Numeral(var number) -> text.append(number);
      case Text(var string) -> writeText(string, text);
      case Array(var elements) -> {
        String separator = "";
        text.append('[');
        for (JsonValue element : elements) {
          write(element, text.append(separator));
          separator = ",";
        }
        text.append(']');
      }
      case Members(var byKey) -> {
        String separator = "";
        text.append('{');
        for (Map.Entry<String, JsonValue> member : byKey.entrySet()) {
          writeText(member.getKey(), text.append(separator));
          write(member.getValue(), text.append(':'));
          separator = ",";
        }
        text.append('}');
      }
    }
  }

  private static void writeText(String value, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char character = value.charAt(i);
      switch (character) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\b' -> text.append("\\b");
        case '\f' -> text.append("\\f");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (character < ' ') {
            text.append("\\u00").append(character < 0x10 ? '0' : '1');
            text.append(Character.forDigit(character & 0xf, 16));
          } else {
            text.append(character);
          }
        }
      }
    }
    text.append('"');
  }
}
