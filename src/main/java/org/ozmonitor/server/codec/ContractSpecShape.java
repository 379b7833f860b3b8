package org.ozmonitor.server.codec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Whether a JSON value is a contract specification: an EVM ABI, a Stellar spec or a Solana IDL,
/// tried in this order as upstream does. Pure.
public final class ContractSpecShape {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");
  private static final Pattern TYPE =
      Pattern.compile(
          "(?:[A-Za-z_$][A-Za-z0-9_$.]*|(?:tuple)?\\([A-Za-z0-9_$(),\\[\\].]*\\))(?:\\[[0-9]*])*");
  private static final Set<String> ITEM_TYPES =
      Set.of("constructor", "fallback", "receive", "function", "event", "error");
  private static final Set<String> STELLAR_KEYS =
      Set.of(
          "function_v0",
          "event_v0",
          "udt_struct_v0",
          "udt_union_v0",
          "udt_enum_v0",
          "udt_error_enum_v0");

  private ContractSpecShape() {}

  /// Why it is none of them, or nothing when it is one.
  static Optional<String> fault(JsonNode spec) {
    if (spec.isObject()) {
      return isSolana(spec)
          ? Optional.empty()
          : Optional.of("an object must be a Solana IDL with version, name and instructions");
    }
    Optional<String> fault = abiFault(spec);
    return fault.isPresent() && isStellar(spec) ? Optional.empty() : fault;
  }

  /// Whether it is an EVM ABI.
  public static boolean isAbi(JsonNode spec) {
    return abiFault(spec).isEmpty();
  }

  private static boolean isSolana(JsonNode spec) {
    return spec.path("version").isTextual()
        && spec.path("name").isTextual()
        && spec.path("instructions").isArray();
  }

  private static boolean isStellar(JsonNode spec) {
    for (JsonNode entry : spec) {
      if (entry.size() != 1 || !STELLAR_KEYS.contains(entry.fieldNames().next())) {
        return false;
      }
    }
    return spec.isArray();
  }

  private static Optional<String> abiFault(JsonNode spec) {
    if (!spec.isArray()) {
      return Optional.of("must be an array");
    }
    for (int index = 0; index < spec.size(); index++) {
      String fault = itemFault(spec.path(index));
      if (!fault.isEmpty()) {
        return Optional.of("item " + index + " " + fault);
      }
    }
    return Optional.empty();
  }

  private static String itemFault(JsonNode item) {
    String type = item.path("type").asText();
    if (!ITEM_TYPES.contains(type)) {
      return "must have a type of constructor, fallback, receive, function, event or error";
    }
    return switch (type) {
      case "function" ->
          firstOf(nameFault(item), parametersFault(item, "outputs", false), inputsFault(item));
      case "event" ->
          firstOf(
              nameFault(item),
              item.path("anonymous").isBoolean() ? "" : "must have a boolean anonymous",
              parametersFault(item, "inputs", true));
      case "error" -> firstOf(nameFault(item), inputsFault(item));
      case "constructor" -> inputsFault(item);
      default -> "";
    };
  }

  private static String firstOf(String... faults) {
    return List.of(faults).stream().filter(fault -> !fault.isEmpty()).findFirst().orElse("");
  }

  private static String nameFault(JsonNode item) {
    JsonNode name = item.path("name");
    boolean fits = name.isTextual() && isIdentifierOrEmpty(name.textValue());
    return fits ? "" : "must have a name that is an identifier";
  }

  private static String inputsFault(JsonNode item) {
    return parametersFault(item, "inputs", false);
  }

  private static String parametersFault(JsonNode item, String key, boolean mayBeIndexed) {
    JsonNode parameters = item.path(key);
    if (!parameters.isArray()) {
      return "must have an array of " + key;
    }
    for (JsonNode parameter : parameters) {
      String fault = parameterFault(parameter, mayBeIndexed);
      if (!fault.isEmpty()) {
        return "has a parameter in " + key + " that " + fault;
      }
    }
    return "";
  }

  private static String parameterFault(JsonNode parameter, boolean mayBeIndexed) {
    JsonNode name = parameter.path("name");
    if (!name.isMissingNode() && !(name.isTextual() && isIdentifierOrEmpty(name.textValue()))) {
      return "must have a name that is an identifier";
    }
    JsonNode type = parameter.path("type");
    if (!type.isTextual() || !TYPE.matcher(type.textValue()).matches()) {
      return "must have a type";
    }
    JsonNode indexed = parameter.path("indexed");
    if (!indexed.isMissingNode() && !(mayBeIndexed && indexed.isBoolean())) {
      return mayBeIndexed ? "must have a boolean indexed" : "must not have indexed";
    }
    JsonNode components = parameter.path("components");
    if (!components.isEmpty() && !type.textValue().startsWith("tuple")) {
      return "has components but is no tuple";
    }
    for (JsonNode component : components) {
      String fault = parameterFault(component, false);
      if (!fault.isEmpty()) {
        return fault;
      }
    }
    return "";
  }

  private static boolean isIdentifierOrEmpty(String name) {
    return name.isEmpty() || IDENTIFIER.matcher(name).matches();
  }
}
