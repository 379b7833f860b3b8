package org.ozmonitor.core.notification;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Reads MarkdownV2 as Telegram does, to know beforehand whether it will take a text, and how long
/// what is seen of it is. Pure.
///
/// After the parser of Telegram's own library (`td/telegram/MessageEntity.cpp`); block quotes and
/// custom emoji, which we never write, count as errors.
final class TelegramMarkup {
  private static final String RESERVED = "_*[]()~`>#+-=|{}.!";

  private final String text;
  private final StringBuilder visible = new StringBuilder();
  private final Deque<Entity> open = new ArrayDeque<>();
  private int at;

  private enum Entity {
    BOLD,
    ITALIC,
    UNDERLINE,
    STRIKE,
    SPOILER,
    CODE,
    PRE,
    LINK
  }

  private TelegramMarkup(String text) {
    this.text = text;
  }

  /// What is seen of the text; empty when Telegram would refuse it.
  static Optional<String> visible(String text) {
    var markup = new TelegramMarkup(text);
    boolean accepted = markup.read() && !markup.visible.toString().isBlank();
    return accepted ? Optional.of(markup.visible.toString()) : Optional.empty();
  }

  private boolean read() {
    for (at = 0; at < text.length(); at++) {
      char unit = text.charAt(at);
      if (unit == '\\' && next(1) > 0 && next(1) <= 126) {
        visible.append(next(1));
        at++;
      } else if (!isReserved(unit)) {
        visible.append(unit);
      } else if (ends(unit)) {
        if (!close()) {
          return false;
        }
      } else if (!begin(unit)) {
        return false;
      }
    }
    return open.isEmpty();
  }

  private char next(int offset) {
    return at + offset < text.length() ? text.charAt(at + offset) : '\0';
  }

  private boolean isReserved(char unit) {
    Entity inner = open.peek();
    boolean inCode = inner == Entity.CODE || inner == Entity.PRE;
    return inCode ? unit == '`' : RESERVED.indexOf(unit) >= 0;
  }

  private boolean ends(char unit) {
    Entity inner = open.peek();
    if (inner == null) {
      return false;
    }
    return switch (inner) {
      case BOLD -> unit == '*';
      case ITALIC -> unit == '_' && next(1) != '_';
      case UNDERLINE -> unit == '_' && next(1) == '_';
      case STRIKE -> unit == '~';
      case SPOILER -> unit == '|' && next(1) == '|';
      case CODE -> true;
      case PRE -> next(1) == '`' && next(2) == '`';
      case LINK -> unit == ']';
    };
  }

  private boolean begin(char unit) {
    switch (unit) {
      case '_' -> {
        open.push(next(1) == '_' ? Entity.UNDERLINE : Entity.ITALIC);
        at += next(1) == '_' ? 1 : 0;
      }
      case '*' -> open.push(Entity.BOLD);
      case '~' -> open.push(Entity.STRIKE);
      case '[' -> open.push(Entity.LINK);
      case '`' -> beginCode();
      case '|' -> {
        if (next(1) != '|') {
          return false;
        }
        open.push(Entity.SPOILER);
        at++;
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void beginCode() {
    if (next(1) != '`' || next(2) != '`') {
      open.push(Entity.CODE);
      return;
    }
    open.push(Entity.PRE);
    at += 3;
    int language = at;
    while (language < text.length()
        && !Character.isWhitespace(text.charAt(language))
        && text.charAt(language) != '`') {
      language++;
    }
    if (language < text.length() && text.charAt(language) != '`') {
      at = language;
    }
    if (next(0) == '\n' || next(0) == '\r') {
      boolean pair = next(1) != next(0) && (next(1) == '\n' || next(1) == '\r');
      at += pair ? 2 : 1;
    }
    at--;
  }

  private boolean close() {
    Entity inner = open.pop();
    switch (inner) {
      case UNDERLINE, SPOILER -> at++;
      case PRE -> at += 2;
      case LINK -> {
        return next(1) != '(' || skipUrl();
      }
      case BOLD, ITALIC, STRIKE, CODE -> {}
    }
    return true;
  }

  private boolean skipUrl() {
    for (at += 2; at < text.length() && text.charAt(at) != ')'; at++) {
      if (text.charAt(at) == '\\' && next(1) > 0 && next(1) <= 126) {
        at++;
      }
    }
    return at < text.length();
  }
}
