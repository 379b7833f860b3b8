package org.ozmonitor.server.definition;

import org.ozmonitor.server.codec.Place;

/// One valid document of a configuration tree. Immutable.
///
/// @param name by which its file calls it: the file's stem, or a key of its map
/// @param place file and path
/// @param document canonical JSON, with slugs where the file names networks by stem
/// @param digest of the document: equal digests, equal documents
public record TreeEntry<T>(String name, Place place, T definition, String document, String digest) {
  TreeEntry<T> withDigest(String other) {
    return new TreeEntry<>(name, place, definition, document, other);
  }

  /// The file, relative to the tree.
  public String source() {
    return place.file();
  }
}
