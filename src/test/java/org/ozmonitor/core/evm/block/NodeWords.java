package org.ozmonitor.core.evm.block;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Compares what a node wrote with what a match says of it: the same fields with the same values,
/// whatever their spelling. Decides as the receipts of a node are to be read.
final class NodeWords {
  private NodeWords() {}

  /// Every field of the match that is not null stands in what the node wrote, with the same value.
  static void assertSame(JsonNode node, JsonNode match) {
    for (Map.Entry<String, JsonNode> field : match.properties()) {
      if (!field.getValue().isNull()) {
        assertThat(node.has(field.getKey())).as("%s in %s", field.getKey(), node).isTrue();
        assertSameValue(field.getKey(), node.get(field.getKey()), field.getValue());
      }
    }
  }

  /// The fields that say something: not null, and neither an empty text nor empty bytes.
  static List<String> names(JsonNode object) {
    return object.properties().stream()
        .filter(f -> f.getValue().isContainerNode() || !f.getValue().asText("").matches("|0x|null"))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static void assertSameValue(String what, JsonNode node, JsonNode match) {
    if (node.isArray()) {
      assertThat(match.size()).as(what).isEqualTo(node.size());
      for (int i = 0; i < node.size(); i++) {
        assertSameValue(what + "[" + i + "]", node.get(i), match.get(i));
      }
    } else if (node.isObject()) {
      assertSame(node, match);
    } else {
      assertThat(plain(match)).as(what).isEqualTo(plain(node));
    }
  }

  /// Numbers in decimal without leading zeros, everything else in lower case.
  private static String plain(JsonNode value) {
    String text = value.asText().toLowerCase(Locale.ROOT);
    if (text.matches("0x[0-9a-f]{1,40}|0x0*[0-9a-f]{1,64}")) {
      return new BigInteger(text.substring(2), 16).toString();
    }
    return text;
  }

  /// What became of the transaction: the status says it, and before there was one, a transaction in
  /// a block counts as succeeded.
  static boolean succeeded(JsonNode receipt) {
    return receipt.hasNonNull("status")
        ? plain(receipt.get("status")).equals("1")
        : receipt.hasNonNull("root");
  }
}
