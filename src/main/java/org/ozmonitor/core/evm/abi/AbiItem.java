package org.ozmonitor.core.evm.abi;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ozmonitor.core.evm.value.Keccak;
import org.ozmonitor.core.problem.Problems;

/// One item of an ABI document while it is read.
final class AbiItem {
  private static final int LONGEST_SHOWN = 80;
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");

  Optional<String> type = Optional.empty();
  Optional<String> name = Optional.empty();
  Optional<Boolean> anonymous = Optional.empty();
  Optional<List<Input>> inputs = Optional.empty();
  Optional<List<Input>> outputs = Optional.empty();

  /// A parameter as the document has it.
  ///
  /// @param indexed empty when the document does not say
  record Input(String name, TypeName type, Optional<Boolean> indexed, List<Input> components) {
    AbiParameter parameter() {
      return new AbiParameter(
          name,
          type.kind(),
          type.resolved(),
          indexed.orElse(false),
          components.stream().map(Input::parameter).toList());
    }

    /// A type's three faces: as written (or as meant, see below), in signatures, and resolved.
    ///
    /// @param internal what the compiler calls it: tells what a name of Solidity stands for
    static TypeName type(
        Optional<String> kind,
        Optional<String> internal,
        List<Input> components,
        String place,
        Problems problems) {
      String text = kind.orElse("");
      Optional<AbiType> resolved =
          components.isEmpty()
              ? AbiTypeParser.parse(text)
              : AbiTypeParser.parse(
                  text, components.stream().map(c -> c.type().resolved()).toList());
      problems.require(
          resolved.isPresent(),
          place + ".type",
          "abi.type-name",
          components.isEmpty()
              ? "'" + shown(text) + "' is not a type"
              : "'" + shown(text) + "' has components and must be 'tuple' with array sizes");
      String canonical =
          components.isEmpty() || resolved.isEmpty()
              ? text
              : tuple(components) + text.substring("tuple".length());
      AbiType written = resolved.orElse(new AbiType.Unresolved(text));
      AbiType meant = meant(written, internal);
      return new TypeName(meant.equals(written) ? text : meant.canonical(), canonical, meant);
    }

    /// Functions of libraries have enumerations and contracts by name, which upstream cannot
    /// decode; both are one word.
    private static AbiType meant(AbiType type, Optional<String> internal) {
      String hint = internal.orElse("");
      if (hint.startsWith("enum ")) {
        return type.resolvedAs(new AbiType.UnsignedInteger(8));
      }
      return hint.startsWith("contract ") ? type.resolvedAs(new AbiType.Account()) : type;
    }
  }

  record TypeName(String kind, String canonical, AbiType resolved) {}

  private static String tuple(List<Input> inputs) {
    return inputs.stream()
        .map(input -> input.type().canonical())
        .collect(Collectors.joining(",", "(", ")"));
  }

  Optional<AbiEvent> event(String place, Problems problems) {
    problems.require(
        anonymous.isPresent(),
        place + ".anonymous",
        "abi.event",
        "an event must say true or false");
    Optional<String> signature = signature(place, problems);
    return signature.map(
        text ->
            new AbiEvent(
                name.orElse(""), parameters(), anonymous.orElse(false), text, Keccak.hash(text)));
  }

  Optional<AbiFunction> function(String place, Problems problems) {
    problems.require(
        outputs.isPresent(), place + ".outputs", "abi.function", "a function must have outputs");
    problems.require(
        inputs.orElse(List.of()).stream().allMatch(input -> input.indexed().isEmpty()),
        place + ".inputs",
        "abi.indexed",
        "a parameter of a function cannot be indexed");
    Optional<String> signature = signature(place, problems);
    return signature.map(
        text ->
            new AbiFunction(
                name.orElse(""), parameters(), text, (int) (Keccak.hash(text).w0() >>> 32)));
  }

  private Optional<String> signature(String place, Problems problems) {
    problems.require(name.isPresent(), place + ".name", "abi.name", "must be there");
    name.ifPresent(text -> requireName(text, place + ".name", problems));
    problems.require(inputs.isPresent(), place + ".inputs", "abi.inputs", "must be there");
    return name.flatMap(text -> inputs.map(list -> text + tuple(list)));
  }

  private static String shown(String text) {
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
  }

  /// A name may be empty; else it must be one that Solidity allows.
  static void requireName(String name, String place, Problems problems) {
    problems.require(
        name.isEmpty() || IDENTIFIER.matcher(name).matches(),
        place,
        "abi.identifier",
        "'" + shown(name) + "' is not a Solidity identifier");
  }

  private List<AbiParameter> parameters() {
    return inputs.orElse(List.of()).stream().map(Input::parameter).toList();
  }
}
