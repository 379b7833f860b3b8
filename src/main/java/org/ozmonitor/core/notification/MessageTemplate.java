package org.ozmonitor.core.notification;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ozmonitor.core.json.JsonText;

/// Fills `${name}` placeholders as OpenZeppelin Monitor does, in one pass. Pure.
///
/// Unknown placeholders stay. `${events}` and `${functions}` become generated sections unless a
/// variable has that name. Values come from a chain, so an attacker chooses them: they are never
/// expanded again (upstream expands them in the order of a hash map), and each channel escapes
/// them.
/// What the operator chose (`monitor.*`, `network.*`, `links.*`) counts as part of the template.
public final class MessageTemplate {
  /// Length, in UTF-16 units, at which a rendered text is cut: a small template can name a large
  /// section many times.
  public static final int MAX_RENDERED = 1 << 20;

  private static final List<String> OWN = List.of("monitor.", "network.", "links.");

  private final Map<String, String> variables;
  private final Map<String, Section> sections = new HashMap<>();
  private final Filling filling = new Filling();

  /// A part of a section.
  private record Piece(String text, boolean foreign) {}

  /// What stands for `${events}` or `${functions}`.
  ///
  /// @param characters of all pieces
  private record Section(List<Piece> pieces, long characters) {
    static Section of(List<Piece> pieces) {
      return new Section(
          pieces,
          pieces.stream()
              .mapToLong(piece -> piece.text().codePointCount(0, piece.text().length()))
              .sum());
    }
  }

  private MessageTemplate(Map<String, String> variables) {
    this.variables = variables;
  }

  /// The text with every known placeholder replaced, nothing escaped.
  public static String render(String template, Map<String, String> variables) {
    return fill(template, variables).plain();
  }

  /// The text with every known placeholder replaced.
  public static FilledText fill(String template, Map<String, String> variables) {
    return new MessageTemplate(variables).fill(template);
  }

  private FilledText fill(String template) {
    int at = 0;
    while (at < template.length()) {
      int open = template.indexOf("${", at);
      int close = open < 0 ? -1 : template.indexOf('}', open);
      if (close < 0) {
        break;
      }
      filling.own(template.substring(at, open));
      char next = close + 1 < template.length() ? template.charAt(close + 1) : '\0';
      boolean known = fillIn(template.substring(open + 2, close), next);
      if (!known) {
        // An unknown name may itself contain a placeholder: ${a${b}} still replaces ${b}.
        filling.own("${");
      }
      at = known ? close + 1 : open + 2;
    }
    filling.own(template.substring(at));
    return filling.filled();
  }

  private boolean fillIn(String name, char next) {
    String value = variables.get(name);
    if (value != null) {
      if (OWN.stream().anyMatch(name::startsWith)) {
        filling.own(value);
      } else {
        filling.foreign(value, next);
      }
      return true;
    }
    if (!name.equals("events") && !name.equals("functions")) {
      return false;
    }
    filling.section(sections.computeIfAbsent(name, it -> Section.of(section(it))));
    return true;
  }

  private List<Piece> section(String name) {
    String prefix = name + ".";
    SortedMap<Integer, String> signatures = new TreeMap<>();
    variables.forEach(
        (variable, value) ->
            index(variable, prefix).ifPresent(index -> signatures.put(index, value)));
    if (signatures.isEmpty()) {
      return List.of();
    }
    List<Piece> pieces = new ArrayList<>();
    pieces.add(own("\n\n*Matched " + (name.equals("events") ? "Events" : "Functions") + ":*\n\n"));
    int reason = 0;
    for (Map.Entry<Integer, String> entry : signatures.entrySet()) {
      pieces.add(own((reason == 0 ? "" : "\n\n") + "*Reason " + ++reason + "*\n\n*Signature:* `"));
      pieces.add(foreign(entry.getValue()));
      pieces.add(own("`\n\n*Params:*\n"));
      arguments(prefix + entry.getKey() + ".args.")
          .forEach(
              (argument, value) ->
                  pieces.addAll(
                      List.of(own("\n"), foreign(argument), own(": `"), foreign(value), own("`"))));
    }
    return pieces;
  }

  private static Piece own(String text) {
    return new Piece(text, false);
  }

  private static Piece foreign(String text) {
    return new Piece(text, true);
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

  private SortedMap<String, String> arguments(String prefix) {
    SortedMap<String, String> arguments = JsonText.fields();
    variables.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            arguments.put(name.substring(prefix.length()), value);
          }
        });
    return arguments;
  }

  /// Collects the text up to its bound, and counts what is beyond.
  private static final class Filling {
    private final StringBuilder text = new StringBuilder();
    private final List<FilledText.Value> values = new ArrayList<>();
    private int length;
    private long missing;

    void own(String part) {
      String fitting = fitting(part);
      text.append(FilledText.withoutHoles(fitting));
    }

    /// A template may name a section thousands of times, and a transaction have as many events.
    void section(Section section) {
      if (missing > 0) {
        missing += section.characters();
        return;
      }
      for (Piece piece : section.pieces()) {
        if (piece.foreign()) {
          foreign(piece.text(), FilledText.Place.TEXT); // a section has no URLs
        } else {
          own(piece.text());
        }
      }
    }

    void foreign(String value, char next) {
      foreign(value, FilledText.place(text, next));
    }

    private void foreign(String value, FilledText.Place place) {
      String fitting = fitting(value);
      if (missing == 0 || !fitting.isEmpty()) {
        text.append(FilledText.HOLE);
        values.add(new FilledText.Value(FilledText.withoutHoles(fitting), place));
      }
    }

    private String fitting(String part) {
      int room = Math.min(part.length(), missing > 0 ? 0 : MAX_RENDERED - length);
      if (room > 0 && room < part.length() && Character.isHighSurrogate(part.charAt(room - 1))) {
        room--;
      }
      missing += part.codePointCount(room, part.length());
      length += room;
      return part.substring(0, room);
    }

    FilledText filled() {
      FilledText filled = new FilledText(text.toString(), values);
      return missing == 0 ? filled : filled.plus(FilledText.own(FilledText.cutMark(missing)));
    }
  }
}
