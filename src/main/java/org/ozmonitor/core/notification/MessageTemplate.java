package org.ozmonitor.core.notification;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ozmonitor.core.json.JsonText;

/// Fills `${name}` placeholders as OpenZeppelin Monitor does, in one pass. Pure.
///
/// Unknown placeholders stay. `${events}` and `${functions}` become generated sections unless a
/// variable has that name. Values come from a chain, so an attacker chooses them: they are never
/// expanded again (upstream expands them in the order of a hash map).
public final class MessageTemplate {
  /// Length, in UTF-16 units, at which a rendered text is cut: a small template can name a large
  /// section many times.
  public static final int MAX_RENDERED = 1 << 20;

  private MessageTemplate() {}

  /// The text with every known placeholder replaced.
  public static String render(String template, Map<String, String> variables) {
    StringBuilder text = new StringBuilder(template.length() + 64);
    int at = 0;
    while (at < template.length() && text.length() <= MAX_RENDERED) {
      int open = template.indexOf("${", at);
      int close = open < 0 ? -1 : template.indexOf('}', open);
      if (close < 0) {
        break;
      }
      text.append(template, at, open);
      Optional<String> value = value(template.substring(open + 2, close), variables);
      // An unknown name may itself contain a placeholder: ${a${b}} still replaces ${b}.
      text.append(value.orElse("${"));
      at = value.isPresent() ? close + 1 : open + 2;
    }
    text.append(template, at, template.length());
    return text.length() > MAX_RENDERED ? cut(text) : text.toString();
  }

  private static Optional<String> value(String name, Map<String, String> variables) {
    String value = variables.get(name);
    if (value != null) {
      return Optional.of(value);
    }
    return switch (name) {
      case "events" -> Optional.of(section("Events", "events.", variables));
      case "functions" -> Optional.of(section("Functions", "functions.", variables));
      default -> Optional.empty();
    };
  }

  private static String section(String heading, String prefix, Map<String, String> variables) {
    SortedMap<Integer, String> signatures = new TreeMap<>();
    variables.forEach(
        (name, value) -> index(name, prefix).ifPresent(index -> signatures.put(index, value)));
    if (signatures.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("\n\n*Matched ").append(heading).append(":*\n\n");
    int reason = 0;
    for (Map.Entry<Integer, String> entry : signatures.entrySet()) {
      text.append(reason == 0 ? "" : "\n\n").append("*Reason ").append(++reason);
      text.append("*\n\n*Signature:* `").append(entry.getValue()).append("`\n\n*Params:*\n");
      arguments(prefix + entry.getKey() + ".args.", variables)
          .forEach(
              (name, value) ->
                  text.append('\n').append(name).append(": `").append(value).append('`'));
    }
    return text.toString();
  }

  /// The index in `<prefix><index>.signature`.
  private static Optional<Integer> index(String name, String prefix) {
    String suffix = ".signature";
    if (!name.startsWith(prefix) || name.length() <= prefix.length() + suffix.length()) {
      return Optional.empty();
    }
    String digits = name.substring(prefix.length(), name.length() - suffix.length());
    boolean isIndex =
        name.endsWith(suffix)
            && digits.length() <= 9
            && digits.chars().allMatch(unit -> unit >= '0' && unit <= '9');
    return isIndex ? Optional.of(Integer.valueOf(digits)) : Optional.empty();
  }

  private static SortedMap<String, String> arguments(String prefix, Map<String, String> variables) {
    SortedMap<String, String> arguments = JsonText.fields();
    variables.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            arguments.put(name.substring(prefix.length()), value);
          }
        });
    return arguments;
  }

  private static String cut(StringBuilder text) {
    int end =
        Character.isHighSurrogate(text.charAt(MAX_RENDERED - 1)) ? MAX_RENDERED - 1 : MAX_RENDERED;
    return text.substring(0, end) + "…";
  }
}
