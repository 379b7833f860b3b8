package org.ozmonitor.core.script;

import java.util.List;

/// A language of scripts and how its interpreter is called. Immutable.
public enum ScriptLanguage {
  PYTHON(
      "Python",
      List.of("python3", "-c"),
      "import sys; exec(compile(open(sys.argv.pop(1), 'rb').read(), '<string>', 'exec'))"),
  JAVASCRIPT(
      "JavaScript",
      List.of("node", "-e"),
      "require('vm').runInThisContext(require('fs').readFileSync(process.argv.splice(1, 1)[0],"
          + " 'utf8'), '[eval]')"),
  BASH("Bash", List.of("bash", "-c"), ". \"$0\"");

  /// Bytes of a script that still fits into one argument of a process (128 KiB on Linux).
  private static final int MAX_ARGUMENT = 120 << 10;

  private final String spelling;
  private final List<String> call;
  private final String reader;

  ScriptLanguage(String spelling, List<String> call, String reader) {
    this.spelling = spelling;
    this.call = call;
    this.reader = reader;
  }

  /// @param spelling as documents have it, letter case included
  /// @throws IllegalArgumentException for any other text
  public static ScriptLanguage parse(String spelling) {
    for (ScriptLanguage language : values()) {
      if (language.spelling.equals(spelling)) {
        return language;
      }
    }
    throw new IllegalArgumentException("no language of scripts: " + spelling);
  }

  /// The program that must be found in the path.
  public String interpreter() {
    return call.getFirst();
  }

  /// Whether a script must be read from a file, because it is too long for an argument.
  public static boolean needsFile(int bytes) {
    return bytes > MAX_ARGUMENT;
  }

  /// Runs a script given as text.
  public List<String> command(String content) {
    return List.of(call.get(0), call.get(1), content);
  }

  /// Runs a script that stands in a file as if it were given as text.
  public List<String> commandOfFile(String path) {
    return List.of(call.get(0), call.get(1), reader, path);
  }
}
