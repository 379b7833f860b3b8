package org.ozmonitor.server.notification;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.ozmonitor.core.json.JsonText;

/// What messages about a match are made of, the same whether it comes from memory or from the
/// database. Immutable.
///
/// @param json the match tagged by chain, storable
/// @param variables of templates, flat, storable
/// @param variablesJson an object of the variables
public record MatchContent(String json, Map<String, String> variables, String variablesJson) {
  public MatchContent {
    variables = Map.copyOf(variables);
  }

  /// Of a match that is not stored yet.
  ///
  /// @param variables any texts; what cannot be stored in them is replaced
  public static MatchContent of(String json, Map<String, String> variables) {
    Map<String, String> storable = HashMap.newHashMap(variables.size());
    StringBuilder object = new StringBuilder(64 * variables.size() + 2).append('{');
    variables.forEach(
        (name, value) -> {
          if (object.length() > 1) {
            object.append(',');
          }
          JsonText.quote(object, name);
          object.append(':');
          storable.put(name, JsonText.quote(object, value));
        });
    return new MatchContent(json, storable, object.append('}').toString());
  }

  /// As the database holds them.
  static MatchContent stored(String json, String variablesJson) {
    Map<String, String> variables = new HashMap<>();
    new JsonObject(variablesJson)
        .forEach(entry -> variables.put(entry.getKey(), String.valueOf(entry.getValue())));
    return new MatchContent(json, variables, variablesJson);
  }

  /// Characters.
  public int length() {
    return json.length() + variablesJson.length();
  }
}
