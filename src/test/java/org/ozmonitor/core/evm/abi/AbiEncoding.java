package org.ozmonitor.core.evm.abi;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/// Random types with random values, their text and their encoding by the book: the other direction
/// of {@link AbiDecoder}, and nothing shared with it.
///
/// @param type canonical name
/// @param text as {@link AbiText} must show it
/// @param head the value, or empty when it stands in the tail
/// @param tail hex digits of a dynamic value
record AbiEncoding(String type, String text, String head, String tail) {
  private static final String[] WORDS = {"uint", "int", "address", "bool", "bytesN", "bytes"};

  boolean isDynamic() {
    return !tail.isEmpty();
  }

  /// @param depth how deep arrays and tuples may still nest
  static AbiEncoding random(Random random, int depth) {
    return value(random, type(random, depth));
  }

  static String type(Random random, int depth) {
    if (depth == 0 || random.nextInt(3) > 0) {
      return switch (WORDS[random.nextInt(WORDS.length)]) {
        case "uint" -> "uint" + 8 * (1 + random.nextInt(32));
        case "int" -> "int" + 8 * (1 + random.nextInt(32));
        case "bytesN" -> "bytes" + (1 + random.nextInt(32));
        case "bytes" -> random.nextBoolean() ? "bytes" : "string";
        case String simple -> simple;
      };
    }
    return switch (random.nextInt(3)) {
      case 0 -> type(random, depth - 1) + "[]";
      case 1 -> type(random, depth - 1) + "[" + (1 + random.nextInt(3)) + "]";
      default -> {
        List<String> parts = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
          parts.add(type(random, depth - 1));
        }
        yield "(" + String.join(",", parts) + ")";
      }
    };
  }

  static AbiEncoding value(Random random, String type) {
    if (type.endsWith("]")) {
      int open = type.lastIndexOf('[');
      String size = type.substring(open + 1, type.length() - 1);
      int count = size.isEmpty() ? random.nextInt(4) : Integer.parseInt(size);
      String element = type.substring(0, open);
      List<AbiEncoding> elements = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        elements.add(value(random, element));
      }
      String body = sequence(elements);
      String text = nested(elements, "[", "]");
      return size.isEmpty()
          ? new AbiEncoding(type, text, "", word(count) + body)
          : placed(type, text, body, value(random, element).isDynamic());
    }
    if (type.startsWith("(")) {
      List<AbiEncoding> parts = new ArrayList<>();
      split(type).forEach(part -> parts.add(value(random, part)));
      boolean isDynamic = parts.stream().anyMatch(AbiEncoding::isDynamic);
      return placed(type, nested(parts, "(", ")"), sequence(parts), isDynamic);
    }
    return simple(random, type);
  }

  private static AbiEncoding placed(String type, String text, String body, boolean isDynamic) {
    return isDynamic
        ? new AbiEncoding(type, text, "", body)
        : new AbiEncoding(type, text, body, "");
  }

  private static AbiEncoding simple(Random random, String type) {
    if (type.equals("bytes") || type.equals("string")) {
      return dynamic(random, type);
    }
    if (type.startsWith("bytes")) {
      byte[] bytes = new byte[Integer.parseInt(type.substring(5))];
      random.nextBytes(bytes);
      String digits = padded(HexFormat.of().formatHex(bytes));
      return new AbiEncoding(type, "0x" + digits, digits, "");
    }
    if (type.equals("bool")) {
      boolean flag = random.nextBoolean();
      return new AbiEncoding(type, Boolean.toString(flag), word(flag ? 1 : 0), "");
    }
    if (type.equals("address")) {
      String digits = "%040x".formatted(new BigInteger(160, random));
      return new AbiEncoding(type, "0x" + digits, "0".repeat(24) + digits, "");
    }
    boolean isSigned = type.startsWith("int");
    int bits = Integer.parseInt(type.substring(isSigned ? 3 : 4));
    BigInteger value = new BigInteger(bits - (isSigned ? 1 : 0), random);
    BigInteger shown = isSigned && random.nextBoolean() ? value.not() : value;
    BigInteger wrapped = shown.signum() < 0 ? shown.add(BigInteger.ONE.shiftLeft(256)) : shown;
    return new AbiEncoding(type, shown.toString(), "%064x".formatted(wrapped), "");
  }

  private static AbiEncoding dynamic(Random random, String type) {
    int length = random.nextInt(70);
    StringBuilder text = new StringBuilder();
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    if (type.equals("string")) {
      random.ints(length / 2, 32, 0x3000).forEach(text::appendCodePoint);
      bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    }
    String digits = HexFormat.of().formatHex(bytes);
    return new AbiEncoding(
        type,
        type.equals("string") ? text.toString() : "0x" + digits,
        "",
        word(bytes.length) + (digits.isEmpty() ? "" : padded(digits)));
  }

  /// Heads, with offsets for dynamic values, and then the tails.
  static String sequence(List<AbiEncoding> values) {
    int headLength =
        values.stream().mapToInt(v -> v.isDynamic() ? 32 : v.head().length() / 2).sum();
    StringBuilder heads = new StringBuilder();
    StringBuilder tails = new StringBuilder();
    for (AbiEncoding value : values) {
      heads.append(value.isDynamic() ? word(headLength + tails.length() / 2) : value.head());
      tails.append(value.tail());
    }
    return heads.append(tails).toString();
  }

  private static String nested(List<AbiEncoding> parts, String open, String close) {
    return parts.stream()
        .map(
            part ->
                part.type().matches("address|string|bytes[0-9]*")
                    ? '"' + part.text() + '"'
                    : part.text())
        .collect(Collectors.joining(",", open, close));
  }

  private static List<String> split(String tuple) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 1;
    for (int i = 1; i < tuple.length(); i++) {
      char c = tuple.charAt(i);
      if (depth == 0 && (c == ',' || c == ')')) {
        parts.add(tuple.substring(from, i));
        from = i + 1;
      }
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    return parts;
  }

  private static String word(long value) {
    return "%064x".formatted(value);
  }

  private static String padded(String digits) {
    return digits + "0".repeat((64 - digits.length() % 64) % 64);
  }
}
