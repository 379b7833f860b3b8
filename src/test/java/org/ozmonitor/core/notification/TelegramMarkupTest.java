package org.ozmonitor.core.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelegramMarkupTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "plain | plain",
        "*bold* _it_ ~s~ `c` | bold it s c",
        "a\\.b\\! | a.b!",
        "[l](http://x\\.y) | l",
        "__under__ | under",
        "*a _b_ c* | a b c"
      })
  void readsWhatTelegramTakes(String text, String visible) {
    assertThat(TelegramMarkup.visible(text)).hasValue(visible);
  }

  @Test
  void takesTheFirstWordOfABlockForItsLanguage() {
    assertThat(TelegramMarkup.visible("```py\nx.y```")).hasValue("x.y");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.b", "*open", "_open", "`open", "[l](x", "(a_b)_c", "*1.5*", "a_b_c_", "*_a*_", "!",
        "```x"
      })
  void refusesWhatTelegramRefuses(String text) {
    assertThat(TelegramMarkup.visible(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(a_b)_c              | (a_b)_c",
        "*1.5* moved          | 1.5 moved",
        "*Amount:* 1.5 `a.b`  | Amount: 1.5 a.b",
        "`a\\` b              | a\\ b"
      })
  void writesOnlyWhatTelegramTakes(String body, String visible) {
    String text = TelegramText.of(FilledText.own("T"), FilledText.own(body));

    assertThat(TelegramMarkup.visible(text)).hasValue("T \n\n" + visible);
  }

  @Test
  void takesEveryTextWhateverIsInIt() {
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      String template = noise(random, 24) + "${v}" + noise(random, 24);
      FilledText body = MessageTemplate.fill(template, Map.of("v", noise(random, 12)));
      FilledText title = FilledText.own("T" + noise(random, 8));

      String text = TelegramText.of(title, body);

      assertThat(TelegramMarkup.visible(text)).as("%s as %s", template, text).isPresent();
    }
  }

  private static String noise(Random random, int most) {
    return random
        .ints(random.nextInt(most), 0, 24)
        .mapToObj(at -> "_*[]()~`>#+-=|{}.!\\ab \n:".substring(at, at + 1))
        .collect(Collectors.joining());
  }
}
