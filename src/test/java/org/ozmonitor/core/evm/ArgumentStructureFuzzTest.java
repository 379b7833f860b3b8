package org.ozmonitor.core.evm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.evm.abi.AbiParameter;
import org.ozmonitor.core.evm.abi.AbiText;
import org.ozmonitor.core.evm.abi.AbiType;
import org.ozmonitor.core.evm.abi.AbiValue;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.evm.value.Bytes;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.expression.Evaluation;
import org.ozmonitor.core.expression.Expression;
import org.ozmonitor.core.expression.ExpressionEvaluator;
import org.ozmonitor.core.expression.ExpressionParser;
import org.ozmonitor.core.expression.Parameter;
import org.ozmonitor.core.expression.Parameters;
import org.ozmonitor.fixture.Fuzz;

/// What a value's declaration adds to its text never changes an answer that the text has.
class ArgumentStructureFuzzTest {
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "A",
          "5",
          "true",
          "null",
          "say \"hi\"",
          "\",\"",
          "a\",\"b",
          "it's",
          "(",
          ")",
          ",",
          "[1]",
          "{\"k\":1}",
          "\\",
          "0x1234567890123456789012345678901234567890",
          "{",
          "1\",2,\"");
  private static final List<String> OPERATORS =
      List.of("==", "!=", ">", ">=", "<", "<=", "contains", "starts_with", "ends_with");

  @Test
  void whereTheTextHasAnAnswerTheStructureHasTheSame() {
    var answered = new int[2];
    Fuzz.configured()
        .share(3)
        .run(
            "argument structure",
            random -> {
              AbiParameter declared = parameter(random, "p", 3);
              AbiValue value = value(random, declared.type());
              var argument = new Argument(declared, value);
              var plain = Parameter.of("p", declared.kind(), AbiText.of(value), false);
              for (int i = 0; i < 8; i++) {
                Expression expression = ExpressionParser.parse(condition(random, argument.value()));
                Evaluation byText = evaluate(expression, plain);
                Evaluation byStructure = evaluate(expression, argument);
                if (byText instanceof Evaluation.Result) {
                  assertThat(byStructure).as("%s of %s", expression, argument).isEqualTo(byText);
                  answered[0]++;
                } else if (byStructure instanceof Evaluation.Result) {
                  answered[1]++;
                }
              }
            });
    System.out.printf(
        "argument structure: %d answers of the text, %d more of the structure%n",
        answered[0], answered[1]);
  }

  private static Evaluation evaluate(Expression expression, Parameter parameter) {
    return ExpressionEvaluator.evaluate(expression, Parameters.of(List.of(parameter)));
  }

  private static String condition(Random random, String value) {
    String left =
        "p"
            + Stream.generate(() -> one(random, List.of("[0]", "[1]", "[2]", ".0", ".c1", ".k")))
                .limit(random.nextInt(4))
                .reduce("", String::concat);
    String literal =
        switch (random.nextInt(6)) {
          case 0 -> one(random, List.of("true", "5", "-1", "0", "0x" + "f".repeat(64)));
          case 1 -> quoted(value);
          case 2 -> quoted(value.substring(random.nextInt(value.length() + 1)));
          case 3 -> Long.toString(random.nextInt(4) - 2L);
          default -> quoted(one(random, TEXTS));
        };
    return left + " " + one(random, OPERATORS) + " " + literal;
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private static AbiParameter parameter(Random random, String name, int depth) {
    int choice = random.nextInt(depth == 0 ? 8 : 11);
    return switch (choice) {
      case 0 -> scalar(name, "uint256", new AbiType.UnsignedInteger(256));
      case 1 -> scalar(name, "uint24", new AbiType.UnsignedInteger(24));
      case 2 -> scalar(name, "int256", new AbiType.SignedInteger(256));
      case 3 -> scalar(name, "bool", new AbiType.Bool());
      case 4 -> scalar(name, "address", new AbiType.Account());
      case 5 -> scalar(name, "bytes4", new AbiType.FixedBytes(4));
      case 6 -> scalar(name, "bytes", new AbiType.DynamicBytes());
      case 7 -> scalar(name, "string", new AbiType.Text());
      case 8 -> tuple(random, name, depth);
      default -> array(parameter(random, name, depth - 1), choice == 9);
    };
  }

  private static AbiParameter scalar(String name, String kind, AbiType type) {
    return new AbiParameter(name, kind, type, false, List.of());
  }

  private static AbiParameter tuple(Random random, String name, int depth) {
    List<AbiParameter> components =
        IntStream.range(0, 1 + random.nextInt(3))
            .mapToObj(i -> parameter(random, i == 2 ? "" : "c" + i, depth - 1))
            .toList();
    var type = new AbiType.Tuple(components.stream().map(AbiParameter::type).toList());
    return new AbiParameter(name, "tuple", type, false, components);
  }

  private static AbiParameter array(AbiParameter element, boolean isFixed) {
    return new AbiParameter(
        element.name(),
        element.kind() + (isFixed ? "[2]" : "[]"),
        isFixed ? new AbiType.FixedArray(element.type(), 2) : new AbiType.Array(element.type()),
        false,
        element.components());
  }

  private static AbiValue value(Random random, AbiType type) {
    return switch (type) {
      case AbiType.UnsignedInteger _ -> new AbiValue.Unsigned(word(random));
      case AbiType.SignedInteger _ -> new AbiValue.Signed(word(random));
      case AbiType.Bool _ -> new AbiValue.Flag(random.nextBoolean());
      case AbiType.Account _ -> new AbiValue.Account(new Address(0x12345678901234L, 5, 7));
      case AbiType.FixedBytes _ -> new AbiValue.Hash(new Word(random.nextLong() << 32, 0, 0, 0));
      case AbiType.DynamicBytes _, AbiType.FunctionPointer _ ->
          new AbiValue.Raw(Bytes.parse("0x" + "ab".repeat(random.nextInt(2) * 20)));
      case AbiType.Text _ -> new AbiValue.Text(one(random, TEXTS));
      case AbiType.Array(AbiType element) -> array(random, element, random.nextInt(3));
      case AbiType.FixedArray(AbiType element, int size) -> array(random, element, size);
      case AbiType.Tuple(List<AbiType> components) ->
          new AbiValue.Tuple(components.stream().map(c -> value(random, c)).toList());
      case AbiType.Unresolved _ -> throw new IllegalStateException("not generated");
    };
  }

  private static AbiValue array(Random random, AbiType element, int size) {
    return new AbiValue.Array(
        IntStream.range(0, size).mapToObj(_ -> value(random, element)).toList());
  }

  private static Word word(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> new Word(random.nextLong(), random.nextLong(), random.nextLong(), 0);
      case 1 -> new Word(-1, -1, -1, -random.nextInt(4) - 1L);
      default -> new Word(0, 0, 0, random.nextInt(4));
    };
  }

  private static <T> T one(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
