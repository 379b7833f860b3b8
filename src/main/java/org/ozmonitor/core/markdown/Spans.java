package org.ozmonitor.core.markdown;

import org.commonmark.node.CustomNode;
import org.commonmark.node.Delimited;
import org.commonmark.node.Node;
import org.commonmark.node.Nodes;
import org.commonmark.node.Text;
import org.commonmark.parser.delimiter.DelimiterProcessor;
import org.commonmark.parser.delimiter.DelimiterRun;
import org.jspecify.annotations.Nullable;

/// Reads `~~struck~~`, `~sub~` and `^sup^`. Single marks stand at the borders of words: `10^18` is
/// no exponent.
final class Spans implements DelimiterProcessor {
  private final char mark;

  Spans(char mark) {
    this.mark = mark;
  }

  /// A span of the dialect.
  ///
  /// Its name is that of the HTML element.
  static final class Span extends CustomNode implements Delimited {
    private final String element;
    private final String delimiter;

    Span(String element, String delimiter) {
      this.element = element;
      this.delimiter = delimiter;
    }

    String element() {
      return element;
    }

    @Override
    public String getOpeningDelimiter() {
      return delimiter;
    }

    @Override
    public String getClosingDelimiter() {
      return delimiter;
    }
  }

  @Override
  public char getOpeningCharacter() {
    return mark;
  }

  @Override
  public char getClosingCharacter() {
    return mark;
  }

  @Override
  public int getMinLength() {
    return 1;
  }

  @Override
  public int process(DelimiterRun opening, DelimiterRun closing) {
    int length = opening.length();
    boolean pair = mark == '~' && length == 2;
    if (length != closing.length() || (length != 1 && !pair)) {
      return 0;
    }
    Text opener = opening.getOpener();
    Text closer = closing.getCloser();
    if (!pair && (isWord(opener.getPrevious(), true) || isWord(closer.getNext(), false))) {
      return 0;
    }
    String element = pair ? "del" : mark == '~' ? "sub" : "sup";
    Span span = new Span(element, String.valueOf(mark).repeat(length));
    for (Node inner : Nodes.between(opener, closer)) {
      span.appendChild(inner);
    }
    opener.insertAfter(span);
    return length;
  }

  /// Whether a word touches the mark from outside.
  private static boolean isWord(@Nullable Node neighbour, boolean before) {
    if (!(neighbour instanceof Text text) || text.getLiteral().isEmpty()) {
      return false;
    }
    String literal = text.getLiteral();
    int point = before ? literal.codePointBefore(literal.length()) : literal.codePointAt(0);
    return !SmartQuote.isBlank(point) && !SmartQuote.isPunctuation(point);
  }
}
