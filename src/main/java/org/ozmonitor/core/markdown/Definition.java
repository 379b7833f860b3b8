package org.ozmonitor.core.markdown;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;

/// Lines of a paragraph that begin with `:` define the term above them.
final class Definition {
  private static final Pattern LINE = Pattern.compile(":[ \\t]+");

  private Definition() {}

  static boolean isIn(Paragraph paragraph) {
    for (Node node = paragraph.getFirstChild(); node != null; node = node.getNext()) {
      if (after(node).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /// The text of the definition that begins after `node`, where `node` ends a line.
  static Optional<String> after(Node node) {
    if (!(node instanceof SoftLineBreak) || !(node.getNext() instanceof Text text)) {
      return Optional.empty();
    }
    Matcher line = LINE.matcher(text.getLiteral());
    return line.lookingAt()
        ? Optional.of(text.getLiteral().substring(line.end()))
        : Optional.empty();
  }
}
