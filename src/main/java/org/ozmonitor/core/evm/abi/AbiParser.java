package org.ozmonitor.core.evm.abi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ozmonitor.core.problem.Problems;

/// Parses the JSON form of an ABI, with the strictness of OpenZeppelin Monitor, and reports every
/// problem with its place.
public final class AbiParser {
  /// The longest document that is read, in characters.
  public static final int MAX_LENGTH = 512 * 1024;

  /// How many problems of one document are told.
  static final int MAX_PROBLEMS = 100;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(64).build())
          .build();

  private static final Set<String> ITEM_KEYS =
      Set.of("type", "name", "anonymous", "inputs", "outputs");
  private static final Set<String> PARAMETER_KEYS =
      Set.of("name", "type", "indexed", "components", "internalType");

  private final JsonParser parser;
  private final Problems problems;
  private final List<AbiEvent> events = new ArrayList<>();
  private final List<AbiFunction> functions = new ArrayList<>();

  private AbiParser(JsonParser parser, Problems problems) {
    this.parser = parser;
    this.problems = problems;
  }

  /// Whether the text looks like an ABI at all: an array whose first object has a `type`, or an
  /// empty one. Specifications of other chains do not.
  public static boolean isMeantAsAbi(String json) {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        return false;
      }
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        return true;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        if (parser.currentName().equals("type")) {
          return true;
        }
        parser.nextToken();
        parser.skipChildren();
      }
      return false;
    } catch (IOException e) {
      return json.stripLeading().startsWith("[");
    }
  }

  /// Parses a document; empty when there is a problem, which is then an error in `problems`.
  ///
  /// @param place of the document, in front of the place of each problem
  public static Optional<Abi> parse(String json, String place, Problems problems) {
    if (json.length() > MAX_LENGTH) {
      problems.error(
          place,
          "abi.length",
          "ABI has " + json.length() + " characters; at most " + MAX_LENGTH + " are read");
      return Optional.empty();
    }
    Problems own = new Problems();
    try (JsonParser parser = JSON.createParser(json)) {
      AbiParser reader = new AbiParser(parser, own);
      reader.items(place);
      problems.addAll(own.all());
      return own.hasErrors()
          ? Optional.empty()
          : Optional.of(new Abi(reader.events, reader.functions));
    } catch (TooManyProblemsException e) {
      problems.addAll(own.all());
      problems.error(place, "abi.problems", "there may be more problems behind these");
      return Optional.empty();
    } catch (JsonProcessingException e) {
      problems.error(place, "abi.json", "ABI is not JSON: " + e.getOriginalMessage());
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("text cannot fail to be read", e);
    }
  }

  private void items(String place) throws IOException {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      problems.error(place, "abi.array", "ABI must be a JSON array");
      return;
    }
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      String itemPlace = place + "[" + i + "]";
      requireFewProblems();
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        take(item(itemPlace), itemPlace);
      } else {
        problems.error(itemPlace, "abi.item", "an item of an ABI must be an object");
        parser.skipChildren();
      }
    }
  }

  private AbiItem item(String place) throws IOException {
    AbiItem item = new AbiItem();
    Set<String> seen = new HashSet<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      requireOnce(name, ITEM_KEYS, seen, place);
      parser.nextToken();
      switch (name) {
        case "type" -> item.type = text(place + ".type");
        case "name" -> item.name = text(place + ".name");
        case "anonymous" -> item.anonymous = flag(place + ".anonymous");
        case "inputs" -> item.inputs = Optional.of(parameters(place + ".inputs"));
        case "outputs" -> item.outputs = Optional.of(parameters(place + ".outputs"));
        default -> parser.skipChildren();
      }
    }
    return item;
  }

  private List<AbiItem.Input> parameters(String place) throws IOException {
    List<AbiItem.Input> parameters = new ArrayList<>();
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      problems.error(place, "abi.parameters", "must be an array");
      parser.skipChildren();
      return parameters;
    }
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      String itemPlace = place + "[" + i + "]";
      requireFewProblems();
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        parameters.add(parameter(itemPlace));
      } else {
        problems.error(itemPlace, "abi.parameter", "a parameter must be an object");
        parser.skipChildren();
      }
    }
    return parameters;
  }

  private AbiItem.Input parameter(String place) throws IOException {
    String name = "";
    Optional<String> type = Optional.empty();
    Optional<Boolean> indexed = Optional.empty();
    List<AbiItem.Input> components = List.of();
    Optional<String> internal = Optional.empty();
    Set<String> seen = new HashSet<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      requireOnce(field, PARAMETER_KEYS, seen, place);
      parser.nextToken();
      switch (field) {
        case "name" -> name = text(place + ".name").orElse("");
        case "type" -> type = text(place + ".type");
        case "indexed" -> indexed = flag(place + ".indexed");
        case "components" -> components = parameters(place + ".components");
        case "internalType" -> internal = hint();
        default -> parser.skipChildren();
      }
    }
    AbiItem.requireName(name, place + ".name", problems);
    return new AbiItem.Input(
        name, AbiItem.Input.type(type, internal, components, place, problems), indexed, components);
  }

  /// A text that is only a hint: anything else is as good as none.
  private Optional<String> hint() throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return Optional.of(parser.getText());
    }
    parser.skipChildren();
    return Optional.empty();
  }

  /// A key that means something must not stand twice.
  private void requireOnce(String key, Set<String> known, Set<String> seen, String place) {
    problems.require(
        !known.contains(key) || seen.add(key),
        place + "." + key,
        "abi.duplicate",
        "'" + key + "' stands twice");
  }

  private void take(AbiItem item, String place) {
    switch (item.type.orElse("")) {
      case "event" -> item.event(place, problems).ifPresent(events::add);
      case "function" -> item.function(place, problems).ifPresent(functions::add);
      case "constructor", "fallback", "receive", "error" -> {}
      default ->
          problems.error(
              place + ".type",
              "abi.type",
              "must be one of constructor, fallback, receive, function, event, error");
    }
  }

  private Optional<String> text(String place) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return Optional.of(parser.getText());
    }
    problems.error(place, "abi.text", "must be a text");
    parser.skipChildren();
    return Optional.empty();
  }

  private Optional<Boolean> flag(String place) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> Optional.of(true);
      case VALUE_FALSE -> Optional.of(false);
      case VALUE_NULL -> Optional.empty();
      default -> {
        problems.error(place, "abi.flag", "must be true or false");
        parser.skipChildren();
        yield Optional.empty();
      }
    };
  }

  private void requireFewProblems() {
    if (problems.all().size() >= MAX_PROBLEMS) {
      throw new TooManyProblemsException();
    }
  }

  /// Ends the reading of a document that is no ABI at all; never leaves this class.
  private static final class TooManyProblemsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyProblemsException() {
      super("too many problems", null, false, false);
    }
  }
}
