package org.ozmonitor.core.expression;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The set of comparison rules that applies to a kind.
///
/// The list of kinds is upstream's, gaps included: `uint24`, `bytes4`, `uint256[3]` and many others
/// have no rules, and every comparison with them is an error.
enum Domain {
  UNSIGNED,
  SIGNED,
  ADDRESS,
  TEXT,
  BOOL,
  ARRAY,
  TUPLE,
  NONE;

  private static final Map<String, Domain> BY_KIND = byKind();

  static Domain of(String kind) {
    Domain domain = BY_KIND.get(kind);
    return domain != null ? domain : BY_KIND.getOrDefault(kind.toLowerCase(Locale.ROOT), NONE);
  }

  private static Map<String, Domain> byKind() {
    var domains = new HashMap<String, Domain>();
    for (int bits : new int[] {8, 16, 32, 64, 128, 256}) {
      domains.put("uint" + bits, UNSIGNED);
      domains.put("int" + bits, SIGNED);
    }
    domains.put("string", TEXT);
    domains.put("address", ADDRESS);
    domains.put("bool", BOOL);
    domains.put("bytes", TEXT);
    domains.put("bytes32", TEXT);
    domains.put("tuple", TUPLE);
    for (String element : List.copyOf(domains.keySet())) {
      domains.put(element + "[]", ARRAY);
    }
    domains.put("number", UNSIGNED);
    domains.put("array", ARRAY);
    return Map.copyOf(domains);
  }
}
