package org.ozmonitor.core.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkdownHtmlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '°',
      value = {
        "**b** *i* ~~s~~ § <p><strong>b</strong> <em>i</em> <del>s</del></p>",
        "H~2~O x^2^ § <p>H~2~O x^2^</p>",
        "^sup^ ~sub~ § <p><sup>sup</sup> <sub>sub</sub></p>",
        "10^18 and 10^6 § <p>10^18 and 10^6</p>",
        "$5 and $6 § <p>$5 and $6</p>",
        "'a' \"b\" it's -- --- ... § <p>‘a’ “b” it’s – — …</p>",
        "- [x] a\\n"
            + "- [ ] b § <ul>\\n"
            + "<li><input disabled=\"\" type=\"checkbox\" checked=\"\"/>\\n"
            + "a</li>\\n"
            + "<li><input disabled=\"\" type=\"checkbox\"/>\\n"
            + "b</li>\\n"
            + "</ul>",
        "# H {#id .c} § <h1 id=\"id\" class=\"c\">H</h1>",
        "# H ${v} § <h1>H ${v}</h1>",
        "t\\n: d\\n: e § <dl>\\n<dt>t</dt>\\n<dd>d</dd>\\n<dd>e</dd>\\n</dl>",
        "> [!TIP]\\n> x § <blockquote class=\"markdown-alert-tip\">\\n<p>x</p>\\n</blockquote>",
        "[[a|b]] § <p><a href=\"a\">b</a></p>",
        "x[^1]\\n"
            + "\\n"
            + "[^1]: note § <p>x<sup class=\"footnote-reference\"><a href=\"#1\">1</a></sup></p>\\n"
            + "<div class=\"footnote-definition\" id=\"1\"><sup"
            + " class=\"footnote-definition-label\">1</sup><p>note</p>\\n"
            + "</div>",
        "|a|\\n"
            + "|:-|\\n"
            + "|1| § <table><thead><tr><th style=\"text-align: left\">a</th></tr></thead><tbody>\\n"
            + "<tr><td style=\"text-align: left\">1</td></tr>\\n"
            + "</tbody></table>"
      })
  void writesTheDialectOfUpstream(String markdown, String html) {
    assertThat(render(markdown.replace("\\n", "\n"))).isEqualTo(html.replace("\\n", "\n") + "\n");
  }

  @Test
  void nestsOnlySoDeep() {
    assertThat(render(">".repeat(20_000) + "x")).contains("x");
    assertThat(render("*a ".repeat(20_000) + "x")).contains("x");
    assertThat(render("[".repeat(20_000) + "x")).contains("x");
  }

  @Test
  void readsATextWithTooManyCellsWithoutTables() {
    String head = "|a".repeat(1000) + "|\n" + "|-".repeat(1000) + "|\n";

    assertThat(render(head + "|x|\n".repeat(1000))).doesNotContain("<table>");
  }

  @Test
  void neverReadsWhatStandsInAHole() {
    String hole = Holes.mark(0);

    assertThat(
            MarkdownHtml.render(
                hole + " `" + hole + "` [l](" + hole + ") <b title=\"" + hole + "\">", VALUES))
        .isEqualTo("<p>*t* <code>*c*</code> <a href=\"u\">l</a> <b title=\"*h*\"></p>\n");
  }

  private static String render(String markdown) {
    return MarkdownHtml.render(markdown, VALUES);
  }

  private static final Holes VALUES =
      new Holes() {
        @Override
        public String text(int hole) {
          return List.of("*t*").get(hole);
        }

        @Override
        public String code(int hole) {
          return List.of("*c*").get(hole);
        }

        @Override
        public String url(int hole, boolean begins) {
          return List.of(begins ? "u" : "").get(hole);
        }

        @Override
        public String html(int hole) {
          return List.of("*h*").get(hole);
        }
      };
}
