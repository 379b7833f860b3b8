package org.ozmonitor.server.definition;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The files of a configuration tree. Blocks. Stateless.
final class TreeFiles {
  static final String NETWORKS = "networks";
  static final String MONITORS = "monitors";
  static final String TRIGGERS = "triggers";
  static final List<String> KINDS = List.of(NETWORKS, MONITORS, TRIGGERS);

  /// Where scripts usually are; they are found by the paths that documents write.
  private static final String FILTERS = "filters";

  /// Bound on one file; documents in it have a lower one.
  static final long MAX_SIZE = 64L << 20;

  private TreeFiles() {}

  /// What a file looks like from outside: when none of it changes, its content has not.
  record Stamp(long size, FileTime modified, String key) {}

  /// The JSON files of one directory, sorted by name, not recursive.
  static List<Path> list(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".json")) {
          files.add(entry);
        }
      }
    }
    Collections.sort(files);
    return files;
  }

  /// The stamps of all files of a tree; a missing directory has none.
  static Map<Path, Stamp> stamps(Path tree) throws IOException {
    Map<Path, Stamp> stamps = new HashMap<>();
    Path filters = tree.resolve(FILTERS);
    if (Files.isDirectory(filters)) { // a file that comes may be one that a document misses
      stamp(filters).ifPresent(stamp -> stamps.put(filters, stamp));
    }
    for (String kind : KINDS) {
      Path directory = tree.resolve(kind);
      if (!Files.isDirectory(directory)) {
        continue;
      }
      for (Path file : list(directory)) {
        stamp(file).ifPresent(stamp -> stamps.put(file, stamp));
      }
    }
    return stamps;
  }

  /// Empty when there is no such file.
  static Optional<Stamp> stamp(Path file) throws IOException {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          new Stamp(
              attributes.size(),
              attributes.lastModifiedTime(),
              String.valueOf(attributes.fileKey())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
