package org.ozmonitor.core.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageTemplateTest {
  @Test
  void neverExpandsAValueAgain() {
    Map<String, String> variables =
        Map.of("a", "${b} ${events} ${a}", "b", "B", "events.0.signature", "${a}()");

    assertThat(MessageTemplate.render("${a}|${b}", variables)).isEqualTo("${b} ${events} ${a}|B");
    assertThat(MessageTemplate.render("${events}", variables)).contains("`${a}()`");
  }

  @Test
  void findsAPlaceholderInsideAnUnknownOne() {
    assertThat(MessageTemplate.render("${x${b}}", Map.of("b", "B"))).isEqualTo("${xB}");
  }

  @Test
  void ordersReasonsByNumberAndParametersByName() {
    Map<String, String> variables =
        Map.of(
            "events.10.signature", "Ten()",
            "events.9.signature", "Nine(uint256)",
            "events.9.args.z", "1",
            "events.9.args.a", "2",
            "events.x.signature", "No()");

    assertThat(MessageTemplate.render("${events}", variables))
        .isEqualTo(
            "\n\n*Matched Events:*\n\n*Reason 1*\n\n*Signature:* `Nine(uint256)`\n\n*Params:*\n"
                + "\na: `2`\nz: `1`\n\n*Reason 2*\n\n*Signature:* `Ten()`\n\n*Params:*\n");
  }

  @Test
  void cutsWhatASmallTemplateBlowsUp() {
    String rendered = MessageTemplate.render("${a}".repeat(2000), Map.of("a", "x".repeat(10_000)));

    int missing = 20_000_000 - MessageTemplate.MAX_RENDERED;
    assertThat(rendered)
        .startsWith("x".repeat(MessageTemplate.MAX_RENDERED))
        .endsWith("x… (cut, " + missing + " characters more)");
  }

  @Test
  void countsWhatIsMissingOfSections() {
    Map<String, String> variables = Map.of("events.0.signature", "x".repeat(10_000));
    int section = MessageTemplate.render("${events}", variables).length();

    String rendered = MessageTemplate.render("${events}".repeat(2000), variables);

    int missing = 2000 * section - MessageTemplate.MAX_RENDERED;
    assertThat(rendered)
        .hasSize(MessageTemplate.MAX_RENDERED + FilledText.cutMark(missing).length())
        .endsWith(FilledText.cutMark(missing));
  }
}
