package org.ozmonitor.server.codec;

/// Where in a document: a file and a JSON path. Immutable.
///
/// @param file relative to the configuration tree, or another name of the document
/// @param path empty at the root, else for example `addresses[0].address`
public record Place(String file, String path) {
  public static Place root(String file) {
    return new Place(file, "");
  }

  public Place child(String key) {
    return new Place(file, path.isEmpty() ? key : path + "." + key);
  }

  public Place item(int index) {
    return new Place(file, path + "[" + index + "]");
  }

  @Override
  public String toString() {
    return path.isEmpty() ? file : file + ": " + path;
  }
}
