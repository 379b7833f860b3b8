package org.ozmonitor.server.script;

import org.ozmonitor.core.script.ScriptLanguage;

/// A script of 300 KB that reads its input and answers `true`.
final class LongScript {
  private LongScript() {}

  static String of(ScriptLanguage language) {
    String comment = language == ScriptLanguage.JAVASCRIPT ? "// " : "# ";
    String answer =
        switch (language) {
          case PYTHON -> "import json, sys\nprint('true' if 'args' in json.load(sys.stdin) else 0)";
          case JAVASCRIPT ->
              "const fs = require('fs');\n"
                  + "console.log('args' in JSON.parse(fs.readFileSync(0, 'utf8')))";
          case BASH -> "grep -q args && echo true";
        };
    return (comment + "x".repeat(96) + "\n").repeat(3000) + answer + "\n";
  }
}
