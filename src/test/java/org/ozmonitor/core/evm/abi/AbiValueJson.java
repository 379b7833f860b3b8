package org.ozmonitor.core.evm.abi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Collections;
import java.util.List;
import org.ozmonitor.core.evm.value.Word;

/// Decoded values in the form of the vectors: integers in decimal, bytes in hex, the rest as JSON.
final class AbiValueJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private AbiValueJson() {}

  static ArrayNode of(List<AbiValue> values, List<AbiType> types) {
    ArrayNode array = NODES.arrayNode();
    for (int i = 0; i < values.size(); i++) {
      array.add(of(values.get(i), types.get(i)));
    }
    return array;
  }

  /// The values of a vector without their names; a flag may be written as text.
  static ArrayNode bare(JsonNode values) {
    ArrayNode bare = NODES.arrayNode();
    for (JsonNode value : values) {
      boolean isNamed = value.isObject();
      JsonNode found = isNamed ? value.path(value.has("hash") ? "hash" : "value") : value;
      boolean isFlag = isNamed && found.isTextual() && value.path("type").asText().equals("bool");
      bare.add(isFlag ? NODES.booleanNode(found.textValue().equals("true")) : found);
    }
    return bare;
  }

  private static JsonNode of(AbiValue value, AbiType type) {
    return switch (value) {
      case AbiValue.Flag(boolean flag) -> NODES.booleanNode(flag);
      case AbiValue.Hash(Word word) when type instanceof AbiType.FixedBytes(int size) ->
          NODES.textNode(word.hex().substring(0, 2 + 2 * size));
      case AbiValue.Array(List<AbiValue> elements) when type instanceof AbiType.Array(AbiType e) ->
          of(elements, Collections.nCopies(elements.size(), e));
      case AbiValue.Array(List<AbiValue> elements)
          when type instanceof AbiType.FixedArray(AbiType e, int _) ->
          of(elements, Collections.nCopies(elements.size(), e));
      case AbiValue.Tuple(List<AbiValue> parts)
          when type instanceof AbiType.Tuple(List<AbiType> t) ->
          of(parts, t);
      default -> NODES.textNode(AbiText.of(value));
    };
  }
}
