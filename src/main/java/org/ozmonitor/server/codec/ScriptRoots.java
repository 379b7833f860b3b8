package org.ozmonitor.server.codec;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Where the scripts that documents name are looked for: the first directory that has one wins.
/// Immutable.
///
/// @param roots directories that relative paths start from
/// @param within where scripts must lie, links followed; empty: anywhere
public record ScriptRoots(List<Path> roots, Optional<Path> within) {
  public ScriptRoots {
    roots = List.copyOf(roots);
  }

  /// Scripts of a tree of whoever runs the process: from the working directory, then from the
  /// tree's parent.
  public static ScriptRoots open(Path tree) {
    return new ScriptRoots(List.of(Path.of(""), parent(tree)), Optional.empty());
  }

  /// Scripts of a tree of somebody else: from the tree's parent, then from the tree, in any case
  /// within the tree. The first directory of a path may be another than the tree's, as where
  /// documents say `config/filters/…`.
  public static ScriptRoots confined(Path tree) {
    return new ScriptRoots(List.of(parent(tree), tree), Optional.of(tree));
  }

  /// The places where a script may lie, existing or not.
  public List<Path> candidates(String path) {
    try {
      Path written = Path.of(path).normalize();
      Stream<Path> places = roots.stream().map(root -> root.resolve(path));
      return within.isPresent() && written.getNameCount() > 1 && !written.isAbsolute()
          ? Stream.concat(
                  places,
                  Stream.of(within.get().resolve(written.subpath(1, written.getNameCount()))))
              .toList()
          : places.toList();
    } catch (InvalidPathException e) {
      return List.of();
    }
  }

  /// The first file of a script that is what the caller looks for.
  public Optional<Path> find(String path, Predicate<Path> fits) {
    return candidates(path).stream().filter(fits).filter(this::isAllowed).findFirst();
  }

  private boolean isAllowed(Path file) {
    try {
      return within.isEmpty() || file.toRealPath().startsWith(within.get().toRealPath());
    } catch (IOException e) {
      return false; // what cannot be followed is not there
    }
  }

  private static Path parent(Path tree) {
    return Optional.ofNullable(tree.toAbsolutePath().getParent()).orElse(tree);
  }
}
