package org.ozmonitor.core.expression;

import java.util.List;
import java.util.Random;

/// Random expressions, parameters and damage. Confined to one fuzz case.
final class RandomExpressions {
  private static final List<String> TOKENS =
      List.of(
          "a",
          "p",
          "q.k",
          "p[0]",
          "0",
          "12",
          "$0",
          "$",
          "or",
          "and",
          "OR",
          "AND",
          "contains",
          "starts_with",
          "Ends_With",
          "==",
          "!=",
          "!",
          "=",
          ">=",
          "<",
          ">",
          "(",
          ")",
          "[",
          "]",
          ".",
          "'",
          "\"",
          "\\",
          "\\'",
          "true",
          "FALSE",
          "0x",
          "0xfF",
          "-",
          "+",
          "_",
          " ",
          " ",
          " ",
          "\t",
          "\n",
          "\r",
          "é",
          "😀",
          "\ud83d",
          "\0",
          "'q'",
          "'it\\'s'",
          "1.5",
          "p[0].k == 1",
          "ſ",
          "İ",
          "99999999999999999999",
          "&&",
          "not",
          "'[1,2]'",
          "'(1,\"a\")'");
  private static final List<String> NAMES =
      List.of("p", "q", "or", "contains", "true", "$0", "$1", "a$b", "0", "_x", "order");
  private static final List<String> KINDS =
      List.of(
          "uint256",
          "uint8",
          "uint24",
          "int256",
          "int24",
          "address",
          "bool",
          "string",
          "bytes",
          "bytes4",
          "bytes32",
          "function",
          "tuple",
          "tuple[]",
          "uint256[]",
          "bool[2]",
          "string[][]",
          "int8[3][]",
          "(uint8,bool)",
          "array",
          "number",
          "map",
          "Lib.Kind",
          "",
          "[]",
          "uint[",
          "]",
          "TUPLE[]",
          "bytes99",
          "uint256[99999999999]");
  private static final List<String> VALUES =
      List.of(
          "0",
          "5",
          "-5",
          "115792089237316195423570985008687907853269984665640564039457584007913129639935",
          "true",
          "false",
          "",
          "hello",
          "it's",
          "0x",
          "0xab",
          "0x1234567890123456789012345678901234567890",
          "[]",
          "[1,2,3]",
          "[[1],[2,[3]]]",
          "[true,false]",
          "[\"a\",\"b\"]",
          "[\"say \"hi\"\"]",
          "(1,\"a\")",
          "(1,(2,[3,{\"k\":null}]))",
          "((((",
          "()",
          "{\"k\":[1,{\"k\":2}]}",
          "{\"k\":",
          "[1e99999]",
          "[\"\\ud83d\"]",
          "\0",
          "😀");

  private final Random random;

  RandomExpressions(Random random) {
    this.random = random;
  }

  /// Tokens in any order.
  String soup() {
    var soup = new StringBuilder();
    for (int i = random.nextInt(20); i >= 0; i--) {
      soup.append(one(TOKENS));
    }
    return soup.toString();
  }

  /// A tree that the grammar knows.
  Expression tree(int depth) {
    int choice = depth == 0 ? 0 : random.nextInt(4);
    return switch (choice) {
      case 1 -> new Expression.And(List.of(tree(depth - 1), tree(depth - 1)));
      case 2 -> new Expression.Or(List.of(tree(depth - 1), tree(depth - 1), tree(depth - 1)));
      default -> new Expression.Compare(left(), one(List.of(Operator.values())), literal());
    };
  }

  private Left left() {
    List<Left.Accessor> accessors =
        random
            .ints(random.nextInt(3), 0, 6)
            .<Left.Accessor>mapToObj(
                i -> i < 3 ? new Left.Accessor.Index(i) : new Left.Accessor.Key(i == 3 ? "0" : "k"))
            .toList();
    return new Left(one(NAMES), accessors);
  }

  private Literal literal() {
    return switch (random.nextInt(4)) {
      case 0 -> Literal.bool(random.nextBoolean());
      case 1 -> Literal.number(one(List.of("0", "5", "-5", "+7", "1.50", "99999999999999999999")));
      default -> Literal.text(one(VALUES));
    };
  }

  /// The text with a few characters removed, doubled, exchanged or put in.
  String damaged(String text) {
    var damaged = new StringBuilder(text);
    for (int i = random.nextInt(4); i >= 0 && !damaged.isEmpty(); i--) {
      int at = random.nextInt(damaged.length());
      switch (random.nextInt(4)) {
        case 0 -> damaged.deleteCharAt(at);
        case 1 -> damaged.insert(at, damaged.charAt(at));
        case 2 -> damaged.insert(at, one(TOKENS));
        default -> damaged.setCharAt(at, (char) random.nextInt(random.nextBoolean() ? 128 : 65536));
      }
    }
    return damaged.toString();
  }

  /// A text that repeats one pattern, up to a little over the longest that is read.
  String repeated() {
    String pattern =
        one(
            List.of(
                "(",
                "((p==1)OR",
                "a==1 OR ",
                "a==1 AND(",
                ")",
                "[0]",
                ".k",
                "p",
                "'",
                "\\",
                "\n",
                "0",
                "p[0]",
                "contains ",
                "or ",
                "😀",
                "(a==1 AND(b==2 OR "));
    int length = random.nextInt(ExpressionParser.MAX_BYTES + 64);
    String run = pattern.repeat(length / pattern.length() + 1);
    return one(List.of("", "a==1 OR ", "p == '", "p", "p == 0x"))
        + run
        + one(List.of("", "'", "a==1"));
  }

  Parameters parameters() {
    return Parameters.of(
        NAMES.stream()
            .filter(_ -> random.nextInt(4) > 0)
            .map(name -> Parameter.of(name, one(KINDS), value(), random.nextBoolean()))
            .toList());
  }

  /// A value, sometimes one that nests or goes on for long.
  private String value() {
    if (random.nextInt(20) > 0) {
      return random.nextInt(5) > 0 ? one(VALUES) : damaged(one(VALUES));
    }
    int times = random.nextInt(20_000);
    return one(List.of("(", "[", "{\"k\":", "1", "-", "\"", "'")).repeat(times)
        + one(List.of("", "1", ")", "]", "}")).repeat(times);
  }

  List<Declaration> declarations() {
    List<Declaration> components =
        List.of(Declaration.of("k", one(KINDS)), Declaration.of("", one(KINDS)));
    return NAMES.stream()
        .map(name -> new Declaration(name, one(KINDS), random.nextInt(5) == 0, components))
        .toList();
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
