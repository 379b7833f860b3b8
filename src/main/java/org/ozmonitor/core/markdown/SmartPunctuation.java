package org.ozmonitor.core.markdown;

import java.util.Set;
import org.commonmark.node.Text;
import org.commonmark.parser.beta.InlineContentParser;
import org.commonmark.parser.beta.InlineContentParserFactory;
import org.commonmark.parser.beta.InlineParserState;
import org.commonmark.parser.beta.ParsedInline;
import org.commonmark.parser.beta.Scanner;

/// Reads quotation marks, dashes and ellipses, as pulldown-cmark's smart punctuation does.
final class SmartPunctuation implements InlineContentParserFactory, InlineContentParser {
  @Override
  public Set<Character> getTriggerCharacters() {
    return Set.of('"', '\'', '-', '.');
  }

  @Override
  public InlineContentParser create() {
    return this;
  }

  @Override
  public ParsedInline tryParse(InlineParserState state) {
    Scanner scanner = state.scanner();
    char mark = scanner.peek();
    int before = scanner.peekPreviousCodePoint();
    if (mark == '"' || mark == '\'') {
      scanner.next();
      return ParsedInline.of(
          new SmartQuote(mark, before, scanner.peekCodePoint()), scanner.position());
    }
    int count = scanner.matchMultiple(mark);
    if (mark == '-' && count > 1) {
      return ParsedInline.of(new Text(dashes(count)), scanner.position());
    }
    return mark == '.' && count == 3
        ? ParsedInline.of(new Text("…"), scanner.position())
        : ParsedInline.none();
  }

  /// Em dashes where the count is a multiple of three, else en dashes, else both.
  static String dashes(int count) {
    return switch (count % 6) {
      case 0, 3 -> "—".repeat(count / 3);
      case 2, 4 -> "–".repeat(count / 2);
      case 1 -> "—".repeat(count / 3 - 1) + "––";
      default -> "—".repeat(count / 3) + "–";
    };
  }
}
