package org.ozmonitor.core.markdown;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.footnotes.FootnoteDefinition;
import org.commonmark.ext.footnotes.FootnoteReference;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableBody;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableHead;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.node.*;
import org.jspecify.annotations.Nullable;

/// Writes the tree of a text as HTML, in the form of pulldown-cmark.
final class HtmlWriter extends AbstractVisitor {
  private static final Pattern TASK = Pattern.compile("\\[([ xX])] ");

  /// `[[page]]` and `[[page|text]]`.
  private static final Pattern WIKI_LINK =
      Pattern.compile("\\[\\[([^\\[\\]|]{1,1000})(?:\\|([^\\[\\]]{1,1000}))?]]");

  private final HtmlText out;
  private final Map<String, Integer> footnotes = new HashMap<>();

  HtmlWriter(Holes holes) {
    out = new HtmlText(holes);
  }

  String html() {
    return out.html();
  }

  /// Blocks in a row; paragraphs that are definitions are gathered in a list.
  @Override
  protected void visitChildren(Node parent) {
    boolean inList = false;
    for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
      boolean defines = node instanceof Paragraph paragraph && Definition.isIn(paragraph);
      if (defines != inList) {
        out.raw(defines ? "<dl>\n" : "</dl>\n");
        inList = defines;
      }
      if (defines) {
        definitions(node);
      } else {
        node.accept(this);
      }
    }
    out.raw(inList ? "</dl>\n" : "");
  }

  private void definitions(Node paragraph) {
    out.block("<dt>");
    boolean term = true;
    for (Node node = paragraph.getFirstChild(); node != null; node = node.getNext()) {
      Optional<String> definition = Definition.after(node);
      if (definition.isPresent()) {
        out.raw(term ? "</dt>\n" : "</dd>\n").block("<dd>").text(definition.get());
        term = false;
        node = node.getNext();
      } else {
        node.accept(this);
      }
    }
    out.raw(term ? "</dt>\n" : "</dd>\n");
  }

  @Override
  public void visit(Paragraph paragraph) {
    boolean tight =
        paragraph.getParent() instanceof ListItem item
            && item.getParent() instanceof ListBlock list
            && list.isTight();
    out.block(tight ? "" : "<p>");
    visitChildren(paragraph);
    out.raw(tight ? (paragraph.getNext() == null ? "" : "\n") : "</p>\n");
  }

  @Override
  public void visit(Heading heading) {
    HeadingAttributes attributes = HeadingAttributes.takeFrom(heading);
    out.block("<h" + heading.getLevel());
    attributes.all().forEach((name, value) -> attribute(name, value));
    out.raw(">");
    visitChildren(heading);
    out.raw("</h" + heading.getLevel() + ">\n");
  }

  private void attribute(String name, String value) {
    out.raw(" ").attribute(name).raw("=\"").attribute(value).raw("\"");
  }

  @Override
  public void visit(BlockQuote quote) {
    Optional<String> alert = Alert.takeFrom(quote);
    out.raw("<blockquote");
    alert.ifPresent(kind -> attribute("class", "markdown-alert-" + kind));
    out.raw(">\n");
    visitChildren(quote);
    out.raw("</blockquote>\n");
  }

  @Override
  public void visit(BulletList list) {
    out.raw("<ul>\n");
    visitChildren(list);
    out.raw("</ul>\n");
  }

  @Override
  public void visit(OrderedList list) {
    @Nullable Integer start = list.getMarkerStartNumber();
    out.raw(start == null || start == 1 ? "<ol>\n" : "<ol start=\"" + start + "\">\n");
    visitChildren(list);
    out.raw("</ol>\n");
  }

  @Override
  public void visit(ListItem item) {
    out.raw("<li>");
    if (item.getFirstChild() instanceof Paragraph paragraph
        && paragraph.getFirstChild() instanceof Text text) {
      Matcher task = TASK.matcher(text.getLiteral());
      if (task.lookingAt()) {
        boolean done = !task.group(1).equals(" ");
        out.raw("<input disabled=\"\" type=\"checkbox\"" + (done ? " checked=\"\"/>\n" : "/>\n"));
        text.setLiteral(text.getLiteral().substring(task.end()));
      }
    }
    visitChildren(item);
    out.raw("</li>\n");
  }

  @Override
  public void visit(FencedCodeBlock block) {
    @Nullable String info = block.getInfo();
    String language = info == null ? "" : info.split(" ", 2)[0];
    out.raw("<pre><code");
    if (!language.isEmpty()) {
      attribute("class", "language-" + language);
    }
    out.raw(">").code(block.getLiteral()).raw("</code></pre>\n");
  }

  @Override
  public void visit(IndentedCodeBlock block) {
    out.raw("<pre><code>").code(block.getLiteral()).raw("</code></pre>\n");
  }

  @Override
  public void visit(HtmlBlock block) {
    out.html(block.getLiteral()).raw("\n");
  }

  @Override
  public void visit(HtmlInline inline) {
    out.html(inline.getLiteral());
  }

  @Override
  public void visit(ThematicBreak rule) {
    out.raw("<hr />\n");
  }

  @Override
  public void visit(HardLineBreak line) {
    out.raw("<br />\n");
  }

  @Override
  public void visit(SoftLineBreak line) {
    out.raw("\n");
  }

  @Override
  public void visit(Text text) {
    String literal = text.getLiteral();
    Matcher wiki = WIKI_LINK.matcher(literal);
    int last = 0;
    while (wiki.find()) {
      out.text(literal.substring(last, wiki.start()));
      out.raw("<a href=\"").url(wiki.group(1)).raw("\">");
      out.text(wiki.group(2) == null ? wiki.group(1) : wiki.group(2)).raw("</a>");
      last = wiki.end();
    }
    out.text(literal.substring(last));
  }

  @Override
  public void visit(Code code) {
    out.raw("<code>").code(code.getLiteral()).raw("</code>");
  }

  @Override
  public void visit(Emphasis emphasis) {
    element("em", emphasis);
  }

  @Override
  public void visit(StrongEmphasis emphasis) {
    element("strong", emphasis);
  }

  private void element(String name, Node node) {
    out.raw("<" + name + ">");
    visitChildren(node);
    out.raw("</" + name + ">");
  }

  @Override
  public void visit(Link link) {
    out.raw("<a href=\"").url(link.getDestination()).raw("\"");
    title(link.getTitle());
    out.raw(">");
    visitChildren(link);
    out.raw("</a>");
  }

  @Override
  public void visit(Image image) {
    StringBuilder alternative = new StringBuilder();
    AlternativeText.collect(image, alternative);
    out.raw("<img src=\"").url(image.getDestination()).raw("\" alt=\"");
    out.attribute(alternative.toString()).raw("\"");
    title(image.getTitle());
    out.raw(" />");
  }

  private void title(@Nullable String title) {
    if (title != null && !title.isEmpty()) {
      attribute("title", title);
    }
  }

  @Override
  public void visit(CustomNode node) {
    switch (node) {
      case SmartQuote quote -> out.quote(quote);
      case Spans.Span span -> element(span.element(), span);
      case FootnoteReference reference ->
          out.raw("<sup class=\"footnote-reference\"><a href=\"#")
              .attribute(reference.getLabel())
              .raw("\">" + number(reference.getLabel()) + "</a></sup>");
      case TableHead head -> {
        out.raw("<thead>");
        visitChildren(head);
        out.raw("</thead><tbody>\n");
      }
      case TableBody body -> visitChildren(body);
      case TableRow row -> {
        out.raw("<tr>");
        visitChildren(row);
        out.raw(row.getParent() instanceof TableHead ? "</tr>" : "</tr>\n");
      }
      case TableCell cell -> cell(cell);
      default -> visitChildren(node);
    }
  }

  private void cell(TableCell cell) {
    String name = cell.isHeader() ? "th" : "td";
    out.block("<" + name);
    if (cell.getAlignment() != null) {
      attribute("style", "text-align: " + cell.getAlignment().name().toLowerCase(Locale.ROOT));
    }
    out.raw(">");
    visitChildren(cell);
    out.raw("</" + name + ">");
  }

  @Override
  public void visit(CustomBlock block) {
    switch (block) {
      case TableBlock table -> {
        out.raw("<table>");
        visitChildren(table);
        out.raw("</tbody></table>\n");
      }
      case FootnoteDefinition definition -> {
        out.raw("<div class=\"footnote-definition\" id=\"").attribute(definition.getLabel());
        out.raw("\"><sup class=\"footnote-definition-label\">" + number(definition.getLabel()));
        out.raw("</sup>");
        visitChildren(definition);
        out.raw("</div>\n");
      }
      default -> visitChildren(block);
    }
  }

  private int number(String footnote) {
    return footnotes.computeIfAbsent(footnote, _ -> footnotes.size() + 1);
  }
}
