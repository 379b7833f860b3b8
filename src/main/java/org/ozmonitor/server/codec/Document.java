package org.ozmonitor.server.codec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.ozmonitor.core.problem.Problems;

/// One document to be read: a node of a {@link JsonDocument}, where it stands, what it is checked
/// against and where its problems go. Confined to one thread.
///
/// @param duplicates paths of repeated keys in the file
public record Document(
    JsonNode node,
    Place place,
    Set<String> duplicates,
    Surroundings surroundings,
    Problems problems) {
  /// Bound on one document, in characters of its canonical text.
  public static final int MAX_LENGTH = 1 << 20;

  /// A document that was checked when it was stored.
  public static Document stored(String text, String name, Problems problems) {
    return new Document(
        JsonDocument.parseStored(text),
        Place.root(name),
        Set.of(),
        Surroundings.unchecked(),
        problems);
  }

  Fields.Source source() {
    return new Fields.Source(duplicates, surroundings, problems);
  }
}
