package org.ozmonitor.core.evm.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ozmonitor.core.json.StorableText;

class ValuesTest {
  @ParameterizedTest
  @CsvSource({
    "0x0, 0x0, 0",
    "0x0000b068, 0xb068, 45160",
    "0XfF, 0xff, 255",
    "123456789012345678901234567890, 0x18ee90ff6c373e0ee4e3f0ad2, 123456789012345678901234567890",
    "0xffffffffffffffff, 0xffffffffffffffff, 18446744073709551615"
  })
  void quantitiesAreReadInHexAndDecimal(String text, String quantity, String decimal) {
    Word word = quantity(text).orElseThrow();
    assertThat(word.quantity()).isEqualTo(quantity);
    assertThat(word.unsignedDecimal()).isEqualTo(decimal);
  }

  @ParameterizedTest
  @CsvSource({"''", "0x", "-1", "1.0", "0xg", "abc"})
  void whatIsNoQuantityIsRefused(String text) {
    assertThat(quantity(text)).isEmpty();
    assertThat(quantity("0x1" + "0".repeat(64))).isEmpty();
    assertThat(quantity("0x" + "0".repeat(80) + "1")).isPresent();
  }

  @Test
  void configuredAddressesIgnoreCaseAndBlanksButNotACapitalX() {
    Address address =
        Address.parseConfigured("0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48").orElseThrow();
    assertThat(address.hex()).isEqualTo("0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48");
    assertThat(Address.parseConfigured(" A0b86991c6218b36\u00a0c1d19d4a2e9eb0ce3606eb48\n"))
        .contains(address);
    assertThat(Address.parseConfigured("0XA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48")).isEmpty();
    assertThat(Address.parseConfigured(" 0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48")).isEmpty();
    assertThat(Address.parseConfigured("")).isEmpty();
  }

  @Test
  void anAddressIsTheLowPartOfAWord() {
    Word word =
        Bytes.parse("0x" + "ff".repeat(12) + "0102030405060708090a0b0c0d0e0f1011121314").word(0);
    assertThat(word.address().hex()).isEqualTo("0x0102030405060708090a0b0c0d0e0f1011121314");
    assertThat(word.address())
        .isEqualTo(
            Address.parseConfigured("0102030405060708090a0b0c0d0e0f1011121314").orElseThrow());
  }

  @Test
  void storableTextHasNeitherNulNorHalfPairs() {
    assertThat(StorableText.of("a\0b\ud800c\udc00d\ud83d\ude00"))
        .isEqualTo("a\ufffdb\ufffdc\ufffdd\ud83d\ude00");
  }

  private static Optional<Word> quantity(String text) {
    return Word.parseQuantity(text.toCharArray(), 0, text.length());
  }
}
