package org.ozmonitor.server.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;

/// Where a document may hold a secret itself: values of the type `plain`, wherever they stand, and
/// values of HTTP headers. Stateless.
final class SecretPlaces {
  private static final String HEADERS = "headers";

  /// Without one of these a canonical text holds no secret.
  private static final Pattern MAY_HOLD =
      Pattern.compile("\"plain\"|\"headers\"", Pattern.CASE_INSENSITIVE);

  private SecretPlaces() {}

  /// A quick look at a canonical text, which may be wrong in one way only.
  static boolean mayHold(String document) {
    return MAY_HOLD.matcher(document).find();
  }

  /// A copy of a document with other secrets.
  ///
  /// @param change of a path and the value that stands there
  static JsonNode changed(JsonNode document, BinaryOperator<String> change) {
    JsonNode copy = document.deepCopy();
    visit(copy, "", change);
    return copy;
  }

  private static void visit(JsonNode node, String path, BinaryOperator<String> change) {
    if (node instanceof ObjectNode object) {
      if (isPlainSecret(object)) {
        replace(object, "value", path, change);
      } else if (path.endsWith("/" + HEADERS)) {
        for (Map.Entry<String, JsonNode> header : object.properties()) {
          if (header.getValue().isTextual()) {
            replace(object, header.getKey(), path, change);
          }
        }
      }
    }
    if (node.isObject()) {
      node.properties()
          .forEach(member -> visit(member.getValue(), path + "/" + member.getKey(), change));
    } else {
      for (int at = 0; at < node.size(); at++) {
        visit(node.path(at), path + "/" + at, change);
      }
    }
  }

  private static boolean isPlainSecret(ObjectNode object) {
    return object.path("type").asText().equalsIgnoreCase("plain")
        && object.path("value").isTextual();
  }

  private static void replace(
      ObjectNode object, String key, String path, BinaryOperator<String> change) {
    String value = change.apply(path + "/" + key, object.path(key).textValue());
    object.set(key, TextNode.valueOf(value));
  }
}
