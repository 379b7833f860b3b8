package org.ozmonitor.server.codec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Environment variables with those of a `.env` file over them, as OpenZeppelin Monitor reads them:
/// `NAME=value` lines, `export` allowed, quotes around values, comments with `#`. Stateless.
public final class DotEnv {
  private static final int MAX_SIZE = 1 << 20;

  private DotEnv() {}

  /// `environment` with what `file` sets over it; the environment alone when there is no such file.
  ///
  /// @throws IOException when the file is there and cannot be read
  public static Map<String, String> over(Map<String, String> environment, Path file)
      throws IOException {
    Map<String, String> variables = new HashMap<>(environment);
    if (Files.isRegularFile(file) && Files.size(file) <= MAX_SIZE) {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        read(line.strip(), variables);
      }
    }
    return Map.copyOf(variables);
  }

  private static void read(String line, Map<String, String> variables) {
    String assignment = line.startsWith("export ") ? line.substring(7).strip() : line;
    int equals = assignment.indexOf('=');
    if (assignment.startsWith("#") || equals <= 0) {
      return;
    }
    String name = assignment.substring(0, equals).strip();
    variables.put(name, value(assignment.substring(equals + 1).strip()));
  }

  private static String value(String text) {
    char quote = text.isEmpty() ? ' ' : text.charAt(0);
    int end = text.indexOf(quote, 1);
    if ((quote == '"' || quote == '\'') && end > 0) {
      return text.substring(1, end);
    }
    int comment = text.indexOf(" #");
    return comment < 0 ? text : text.substring(0, comment).strip();
  }
}
