package org.ozmonitor.core.notification;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The reviewed table of messages that differ on purpose.
final class TemplateExceptions {
  private static final String FILE = "/conformance/template-exceptions.txt";
  private static final List<Row> ROWS = read();

  private record Row(String channel, Pattern pattern, String reason) {}

  private TemplateExceptions() {}

  static Optional<String> reasonFor(JsonNode vector) {
    String text = textOf(vector);
    String channel = vector.get("channel").asText();
    String refused = isRefused(vector) ? "refused" : channel;
    return ROWS.stream()
        .filter(row -> row.channel().equals(channel) || row.channel().equals(refused))
        .filter(row -> row.pattern().matcher(text).find())
        .map(Row::reason)
        .findFirst();
  }

  /// Whether Telegram would refuse what upstream sends.
  private static boolean isRefused(JsonNode vector) {
    JsonNode text = vector.path("expected_payload").path("text");
    return text.isTextual() && TelegramMarkup.visible(text.asText()).isEmpty();
  }

  private static String textOf(JsonNode vector) {
    StringBuilder text = new StringBuilder();
    text.append(vector.get("title").asText()).append('\0');
    text.append(vector.get("body").asText()).append('\0');
    vector.get("variables").forEach(value -> text.append(value.asText()).append('\0'));
    return text.toString();
  }

  private static List<Row> read() {
    try (InputStream file = TemplateExceptions.class.getResourceAsStream(FILE)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(" \\| ", 3))
          .map(
              cells ->
                  new Row(
                      cells[0].strip(),
                      Pattern.compile(cells[1].strip(), Pattern.DOTALL),
                      cells[2].strip()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
