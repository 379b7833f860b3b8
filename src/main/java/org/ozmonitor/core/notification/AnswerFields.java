package org.ozmonitor.core.notification;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// The first fields of a vendor's answer, flat: `parameters.retry_after`. Immutable.
record AnswerFields(Map<String, String> all) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MOST = 100;

  AnswerFields {
    all = Map.copyOf(all);
  }

  /// What can be read of the text, even where it ends too soon; nothing of what is no JSON object.
  static AnswerFields of(String body) {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        read(parser, "", fields);
      }
    } catch (IOException cutOff) {
      return new AnswerFields(fields);
    }
    return new AnswerFields(fields);
  }

  private static void read(JsonParser parser, String prefix, Map<String, String> fields)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME && fields.size() < MOST) {
      String name = prefix + parser.currentName();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT && prefix.isEmpty()) {
        read(parser, name + ".", fields);
      } else if (token.isScalarValue()) {
        fields.put(name, parser.getText());
      } else {
        parser.skipChildren();
      }
    }
  }

  String text(String name) {
    return all.getOrDefault(name, "");
  }
}
