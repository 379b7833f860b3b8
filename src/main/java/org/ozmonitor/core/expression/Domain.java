package org.ozmonitor.core.expression;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The set of comparison rules that applies to a kind.
///
/// Upstream knows six widths of integers, `bytes32`, and arrays of one dimension without a length.
/// What it refuses follows the rules of its siblings here: `uint24` those of `uint256`, `bytes4`
/// those of byte strings, `uint256[3]` and `uint256[][]` those of arrays.
enum Domain {
  UNSIGNED,
  SIGNED,
  ADDRESS,
  TEXT,
  /// `bytes1` to `bytes31`, whose text has 32 bytes.
  SHORT_BYTES,
  BOOL,
  ARRAY,
  TUPLE,
  NONE;

  private static final int WORD_BITS = 256;
  private static final int WORD_BYTES = 32;
  private static final Map<String, Domain> BY_KIND = byKind();

  static Domain of(String kind) {
    Domain domain = BY_KIND.get(kind);
    return domain != null ? domain : ofLowerCase(kind.toLowerCase(Locale.ROOT));
  }

  /// The domain of what an array consists of, through all its dimensions; of anything else its own.
  static Domain ofBase(String kind) {
    return of(KindText.base(kind));
  }

  private static Domain ofLowerCase(String kind) {
    Domain domain = BY_KIND.get(kind);
    if (domain != null) {
      return domain;
    }
    if (!KindText.isArray(kind)) {
      return KindText.isTuple(kind) ? TUPLE : NONE;
    }
    String base = KindText.base(kind);
    return BY_KIND.containsKey(base + "[]") || KindText.isTuple(base) ? ARRAY : NONE;
  }

  private static Map<String, Domain> byKind() {
    var domains = new HashMap<String, Domain>();
    for (int bits = 8; bits <= WORD_BITS; bits += 8) {
      domains.put("uint" + bits, UNSIGNED);
      domains.put("int" + bits, SIGNED);
    }
    domains.put("uint", UNSIGNED);
    domains.put("int", SIGNED);
    for (int size = 1; size < WORD_BYTES; size++) {
      domains.put("bytes" + size, SHORT_BYTES);
    }
    domains.put("bytes" + WORD_BYTES, TEXT);
    domains.put("bytes", TEXT);
    domains.put("function", TEXT);
    domains.put("string", TEXT);
    domains.put("address", ADDRESS);
    domains.put("bool", BOOL);
    domains.put("tuple", TUPLE);
    for (String element : List.copyOf(domains.keySet())) {
      domains.put(element + "[]", ARRAY);
    }
    domains.put("number", UNSIGNED);
    domains.put("array", ARRAY);
    return Map.copyOf(domains);
  }
}
