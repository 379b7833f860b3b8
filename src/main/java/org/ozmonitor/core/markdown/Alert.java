package org.ozmonitor.core.markdown;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;

/// A quote whose first line is `[!NOTE]` or the like is an alert.
final class Alert {
  private static final Pattern KIND =
      Pattern.compile("\\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)]", Pattern.CASE_INSENSITIVE);

  private Alert() {}

  /// The kind of an alert, whose first line is taken away.
  static Optional<String> takeFrom(BlockQuote quote) {
    if (quote.getFirstChild() instanceof Paragraph paragraph
        && paragraph.getFirstChild() instanceof Text text) {
      Matcher alert = KIND.matcher(text.getLiteral().strip());
      Node next = text.getNext();
      if (alert.matches() && (next == null || next instanceof SoftLineBreak)) {
        text.unlink();
        if (next != null) {
          next.unlink();
        } else {
          paragraph.unlink();
        }
        return Optional.of(alert.group(1).toLowerCase(Locale.ROOT));
      }
    }
    return Optional.empty();
  }
}
