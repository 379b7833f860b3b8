package org.ozmonitor.server.codec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ozmonitor.core.problem.Problems;

/// A script that a document names. Immutable.
///
/// @param rule prefix of the rules that are reported
record ScriptFile(String rule, String path, String language, long timeoutMs) {
  /// Languages and the extension that their scripts must have; letter case matters.
  static final Map<String, String> EXTENSIONS =
      Map.of("JavaScript", "js", "Python", "py", "Bash", "sh");

  static final List<String> LANGUAGES = List.of("Bash", "JavaScript", "Python");

  /// In upstream's order: the file exists, its extension fits, it has time to run.
  void check(ScriptRoots roots, Place place, Problems problems) {
    String pathPlace = place.child("script_path").toString();
    Optional<Path> file = roots.find(path, Files::exists);
    problems.require(
        file.isPresent(),
        pathPlace,
        rule + ".script_path.missing_file",
        "names a script that does not exist: " + path);
    file.filter(ScriptFile::isWritableByOthers)
        .ifPresent(
            _ ->
                problems.warning(
                    pathPlace,
                    rule + ".script_path.permissions",
                    "names a script that others may write; mode 644 is recommended"));
    String extension = EXTENSIONS.getOrDefault(language, "");
    problems.require(
        extension.isEmpty() || path.endsWith("." + extension),
        pathPlace,
        rule + ".script_path.extension",
        "must end in ." + extension + " for " + language);
    problems.require(
        timeoutMs > 0,
        place.child("timeout_ms").toString(),
        rule + ".timeout_ms.zero",
        "must be above 0");
  }

  private static boolean isWritableByOthers(Path file) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      return permissions.contains(PosixFilePermission.GROUP_WRITE)
          || permissions.contains(PosixFilePermission.OTHERS_WRITE);
    } catch (IOException | UnsupportedOperationException e) {
      return false; // a file system without such permissions has nothing to warn about
    }
  }
}
