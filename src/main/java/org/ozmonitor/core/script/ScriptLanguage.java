package org.ozmonitor.core.script;

import java.util.List;

/// A language of scripts and how its interpreter is called. Immutable.
public enum ScriptLanguage {
  PYTHON(
      "Python",
      "python3",
      "-c",
      "import sys; exec(compile(open(sys.argv.pop(1), 'rb').read(), '<string>', 'exec'))"),
  JAVASCRIPT(
      "JavaScript",
      "node",
      "-e",
      "require('vm').runInThisContext(require('fs').readFileSync(process.argv.splice(1, 1)[0],"
          + " 'utf8'), '[eval]')"),
  BASH("Bash", "bash", "-c", ". \"$0\"");

  /// Bytes of a script that still fits into one argument of a process (128 KiB on Linux).
  private static final int MAX_ARGUMENT = 120 << 10;

  private final String spelling;
  private final String interpreter;
  private final String flag;
  private final String reader;

  ScriptLanguage(String spelling, String interpreter, String flag, String reader) {
    this.spelling = spelling;
    this.interpreter = interpreter;
    this.flag = flag;
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

  /// Whether a script must be read from a file, because it is too long for an argument.
  public static boolean needsFile(int bytes) {
    return bytes > MAX_ARGUMENT;
  }

  /// Runs a script given as text.
  public List<String> command(String content) {
    return List.of(interpreter, flag, content);
  }

  /// Runs a script that stands in a file as if it were given as text.
  public List<String> commandOfFile(String path) {
    return List.of(interpreter, flag, reader, path);
  }
}
