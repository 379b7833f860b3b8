package org.ozmonitor.core.evm.abi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Parses type names: `uint256`, `bytes32[2][]`, `(address,bytes)[]`, and `tuple…` with components.
public final class AbiTypeParser {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_FIXED_SIZE = 1 << 20;
  private static final Pattern NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$.]*");
  private static final Pattern SIZED = Pattern.compile("(uint|int|bytes)([0-9]{1,3})");

  private final String text;
  private int at;

  private AbiTypeParser(String text) {
    this.text = text;
  }

  /// The type of this name, or empty when the name is not well formed.
  public static Optional<AbiType> parse(String text) {
    AbiTypeParser parser = new AbiTypeParser(text);
    return parser.type(0).filter(_ -> parser.at == text.length());
  }

  /// The type of a parameter that has components; its name must be `tuple` and array sizes.
  static Optional<AbiType> parse(String text, List<AbiType> components) {
    if (!text.startsWith("tuple")) {
      return Optional.empty();
    }
    AbiTypeParser parser = new AbiTypeParser(text);
    parser.at = "tuple".length();
    AbiType tuple = new AbiType.Tuple(components);
    return parser.arrays(tuple, tuple.depth()).filter(_ -> parser.at == text.length());
  }

  private Optional<AbiType> type(int depth) {
    if (depth > MAX_DEPTH) {
      return Optional.empty();
    }
    if (text.startsWith("tuple(", at)) {
      at += "tuple".length();
    }
    Optional<AbiType> root = at < text.length() && text.charAt(at) == '(' ? tuple(depth) : name();
    return root.flatMap(type -> arrays(type, depth));
  }

  private Optional<AbiType> tuple(int depth) {
    at++;
    List<AbiType> components = new ArrayList<>();
    if (accept(')')) {
      return Optional.of(new AbiType.Tuple(components));
    }
    do {
      Optional<AbiType> component = type(depth + 1);
      if (component.isEmpty()) {
        return Optional.empty();
      }
      components.add(component.get());
    } while (accept(','));
    return accept(')') ? Optional.of(new AbiType.Tuple(components)) : Optional.empty();
  }

  private Optional<AbiType> arrays(AbiType root, int depth) {
    AbiType type = root;
    for (int nested = depth; at < text.length() && accept('['); nested++) {
      int close = text.indexOf(']', at);
      if (close < 0 || nested > MAX_DEPTH) {
        return Optional.empty();
      }
      String size = text.substring(at, close);
      at = close + 1;
      if (size.isEmpty()) {
        type = new AbiType.Array(type);
      } else if (size.matches("[0-9]{1,7}")
          && Integer.parseInt(size) > 0
          && Integer.parseInt(size) <= MAX_FIXED_SIZE) {
        type = new AbiType.FixedArray(type, Integer.parseInt(size));
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(type);
  }

  private Optional<AbiType> name() {
    Matcher matcher = NAME.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return Optional.empty();
    }
    at = matcher.end();
    return Optional.of(named(matcher.group()));
  }

  private static AbiType named(String name) {
    return switch (name) {
      case "uint" -> new AbiType.UnsignedInteger(256);
      case "int" -> new AbiType.SignedInteger(256);
      case "bool" -> new AbiType.Bool();
      case "address" -> new AbiType.Account();
      case "function" -> new AbiType.FunctionPointer();
      case "bytes" -> new AbiType.DynamicBytes();
      case "string" -> new AbiType.Text();
      default -> sized(name);
    };
  }

  private static AbiType sized(String name) {
    Matcher matcher = SIZED.matcher(name);
    if (!matcher.matches()) {
      return new AbiType.Unresolved(name);
    }
    int size = Integer.parseInt(matcher.group(2));
    boolean isBits = size >= 8 && size <= 256 && size % 8 == 0;
    return switch (matcher.group(1)) {
      case "uint" -> isBits ? new AbiType.UnsignedInteger(size) : new AbiType.Unresolved(name);
      case "int" -> isBits ? new AbiType.SignedInteger(size) : new AbiType.Unresolved(name);
      default ->
          size >= 1 && size <= 32 ? new AbiType.FixedBytes(size) : new AbiType.Unresolved(name);
    };
  }

  private boolean accept(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }
}
