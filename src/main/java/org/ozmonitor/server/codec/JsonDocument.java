package org.ozmonitor.server.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.ozmonitor.core.problem.Problems;

/// A JSON text as a tree, with what a tree forgets: which keys stood there more than once. Treat
/// the tree as immutable.
///
/// @param duplicates paths of keys that were repeated; the last one stands in the tree
public record JsonDocument(JsonNode root, Set<String> duplicates) {
  /// Bound on nesting.
  public static final int MAX_DEPTH = 64;

  private static final int MAX_NUMBER_LENGTH = 400;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .build())
          .build();

  public JsonDocument {
    duplicates = Set.copyOf(duplicates);
  }

  /// Reads exactly one JSON value; what is wrong with the text is recorded as an error.
  public static Optional<JsonDocument> parse(byte[] text, String file, Problems problems) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return read(parser, Place.root(file), problems);
    } catch (StreamConstraintsException e) {
      problems.error(
          file,
          "json.limits",
          "is nested deeper than %d or holds an oversized number".formatted(MAX_DEPTH));
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      problems.error(
          file,
          "json.syntax",
          "is not valid JSON (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr()));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can always be read", e);
    }
    return Optional.empty();
  }

  /// Reads a text that was written by {@link CanonicalJson} or by the database.
  ///
  /// @throws IllegalStateException when it is not JSON
  public static JsonNode parseStored(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      var problems = new Problems();
      Optional<JsonDocument> document = read(parser, Place.root("stored document"), problems);
      if (document.isEmpty()) {
        throw new IllegalStateException("stored document is not readable: " + problems.all());
      }
      return document.get().root();
    } catch (IOException e) {
      throw new IllegalStateException("stored document is not JSON", e);
    }
  }

  private static Optional<JsonDocument> read(JsonParser parser, Place place, Problems problems)
      throws IOException {
    if (parser.nextToken() == null) {
      problems.error(place.toString(), "json.empty", "holds nothing");
      return Optional.empty();
    }
    var reader = new Reader(parser, place, problems);
    JsonNode root = reader.value();
    if (hasMore(parser)) {
      problems.error(place.toString(), "json.trailing", "holds more than one JSON value");
      return Optional.empty();
    }
    return reader.sound ? Optional.of(new JsonDocument(root, reader.duplicates)) : Optional.empty();
  }

  private static boolean hasMore(JsonParser parser) throws IOException {
    try {
      return parser.nextToken() != null;
    } catch (JsonParseException e) {
      return true;
    }
  }

  private static final class Reader {
    private final JsonParser parser;
    private final Place root;
    private final Problems problems;
    private final Set<String> duplicates = new HashSet<>();
    private boolean sound = true;

    Reader(JsonParser parser, Place root, Problems problems) {
      this.parser = parser;
      this.root = root;
      this.problems = problems;
    }

    JsonNode value() throws IOException {
      JsonToken token = parser.currentToken();
      if (token == JsonToken.START_OBJECT) {
        return object();
      }
      if (token == JsonToken.START_ARRAY) {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(value());
        }
        return array;
      }
      return scalar(token);
    }

    private JsonNode object() throws IOException {
      ObjectNode object = NODES.objectNode();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = storable(parser.currentName());
        if (object.has(key)) {
          duplicates.add(here());
        }
        var _ = parser.nextToken();
        object.set(key, value());
      }
      return object;
    }

    private JsonNode scalar(JsonToken token) throws IOException {
      return switch (token) {
        case VALUE_STRING -> NODES.textNode(storable(parser.getText()));
        case VALUE_TRUE -> NODES.booleanNode(true);
        case VALUE_FALSE -> NODES.booleanNode(false);
        case VALUE_NULL -> NODES.nullNode();
        case VALUE_NUMBER_INT -> NODES.numberNode(parser.getBigIntegerValue());
        case VALUE_NUMBER_FLOAT -> decimal(parser.getDecimalValue());
        default -> throw new IllegalStateException("not the start of a value: " + token);
      };
    }

    /// Exponents are bounded, because a database writes numbers out in full.
    private JsonNode decimal(BigDecimal number) {
      if (Math.abs((long) number.scale()) > MAX_NUMBER_LENGTH) {
        refuse("json.limits", "has an exponent beyond " + MAX_NUMBER_LENGTH);
      }
      return DecimalNode.valueOf(number);
    }

    private String storable(String text) {
      if (text.indexOf('\0') >= 0) {
        refuse("json.nul", "holds the character NUL, which cannot be stored");
      }
      if (hasLoneSurrogate(text)) {
        refuse("json.surrogate", "holds half a character (a lone surrogate)");
      }
      return text;
    }

    private void refuse(String rule, String message) {
      sound = false;
      problems.error(new Place(root.file(), here()).toString(), rule, message);
    }

    private String here() {
      StringBuilder path = new StringBuilder();
      for (var context = parser.getParsingContext();
          context != null && !context.inRoot();
          context = context.getParent()) {
        if (context.inArray()) {
          path.insert(0, "[" + context.getCurrentIndex() + "]");
        } else if (context.getCurrentName() != null) {
          path.insert(0, context.getCurrentName()).insert(0, ".");
        }
      }
      return path.indexOf(".") == 0 ? path.substring(1) : path.toString();
    }

    private static boolean hasLoneSurrogate(String text) {
      for (int index = 0; index < text.length(); index++) {
        char character = text.charAt(index);
        if (Character.isHighSurrogate(character)
            && index + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(index + 1))) {
          index++;
        } else if (Character.isSurrogate(character)) {
          return true;
        }
      }
      return false;
    }
  }
}
