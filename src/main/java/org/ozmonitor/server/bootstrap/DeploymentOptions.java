package org.ozmonitor.server.bootstrap;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ozmonitor.server.config.Nearest;
import org.ozmonitor.server.config.Role;

/// Reads the value of `-deployment-options`. Stateless.
final class DeploymentOptions {
  private static final String OPTION = "-deployment-options";
  private static final List<String> KEYS = List.of("roles", "instances");

  private DeploymentOptions() {}

  static Command.Deployment parse(String argument) {
    JsonObject json = JsonArgument.read(OPTION, argument);
    for (String key : json.fieldNames()) {
      if (!KEYS.contains(key)) {
        throw new WrongArgumentException(
            OPTION + ": unknown key '" + key + "', known: roles, instances");
      }
    }
    return new Command.Deployment(roles(json), instances(json));
  }

  private static Set<Role> roles(JsonObject json) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    if (!json.containsKey("roles")) {
      return roles;
    }
    if (!(json.getValue("roles") instanceof JsonArray names) || names.isEmpty()) {
      throw new WrongArgumentException(OPTION + ": roles must be a list with at least one role");
    }
    names.forEach(name -> roles.add(role(String.valueOf(name))));
    return roles;
  }

  private static Map<Role, Integer> instances(JsonObject json) {
    Map<Role, Integer> instances = new EnumMap<>(Role.class);
    if (!json.containsKey("instances")) {
      return instances;
    }
    if (!(json.getValue("instances") instanceof JsonObject counts)) {
      throw new WrongArgumentException(OPTION + ": instances must be an object of role and number");
    }
    for (Map.Entry<String, Object> count : counts) {
      if (!(count.getValue() instanceof Integer number) || number < 1 || number > 1_000) {
        throw new WrongArgumentException(
            OPTION + ": instances of '" + count.getKey() + "' must be from 1 to 1000");
      }
      instances.put(role(count.getKey()), number);
    }
    return instances;
  }

  private static Role role(String name) {
    return Role.find(name)
        .orElseThrow(
            () -> {
              List<String> known = Arrays.stream(Role.values()).map(Role::toString).toList();
              return new WrongArgumentException(
                  OPTION
                      + ": unknown role '"
                      + name
                      + "'"
                      + Nearest.to(name, known)
                          .map(n -> ", did you mean '" + n + "'?")
                          .orElse(", known: " + String.join(", ", known)));
            });
  }
}
