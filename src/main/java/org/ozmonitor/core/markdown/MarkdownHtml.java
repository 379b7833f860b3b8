package org.ozmonitor.core.markdown;

import java.util.List;
import org.commonmark.Extension;
import org.commonmark.ext.footnotes.FootnotesExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;

/// Makes HTML of Markdown as pulldown-cmark does with its extensions on: tables, strikethrough,
/// sub- and superscript, task lists, footnotes, alerts, definition lists, wiki links, attributes of
/// headings, smart punctuation.
///
/// Two of its extensions are left out on purpose, since they take text away that is no markup in an
/// alert: math (`$5 … $6`) and metadata blocks (a text that begins with `---`). Pure; nesting and
/// the cells of tables are bounded.
public final class MarkdownHtml {
  /// Cells of the tables of one text; a text with more is read without tables.
  private static final int MAX_CELLS = 20_000;

  private static final Parser PARSER =
      parser(
          List.of(
              TablesExtension.builder().maxCells(MAX_CELLS).build(), FootnotesExtension.create()));

  private static final Parser WITHOUT_TABLES = parser(List.of(FootnotesExtension.create()));

  private MarkdownHtml() {}

  /// @param markdown with marks of holes in it
  public static String render(String markdown, Holes holes) {
    HtmlWriter writer = new HtmlWriter(holes);
    parse(markdown).accept(writer);
    return writer.html();
  }

  private static Node parse(String markdown) {
    try {
      return PARSER.parse(markdown);
    } catch (IllegalArgumentException tooManyCells) {
      return WITHOUT_TABLES.parse(markdown);
    }
  }

  private static Parser parser(List<Extension> extensions) {
    return Parser.builder()
        .extensions(extensions)
        .customDelimiterProcessor(new Spans('~'))
        .customDelimiterProcessor(new Spans('^'))
        .customInlineContentParserFactory(new SmartPunctuation())
        .build();
  }
}
