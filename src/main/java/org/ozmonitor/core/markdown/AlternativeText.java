package org.ozmonitor.core.markdown;

import org.commonmark.node.Code;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;

/// The text of an image: what stands in its brackets, without markup.
final class AlternativeText {
  private AlternativeText() {}

  static void collect(Node node, StringBuilder text) {
    for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
      switch (child) {
        case Text words -> text.append(words.getLiteral());
        case Code code -> text.append(code.getLiteral());
        case SmartQuote quote -> text.append(quote.mark());
        case SoftLineBreak _, HardLineBreak _ -> text.append(' ');
        default -> collect(child, text);
      }
    }
  }
}
