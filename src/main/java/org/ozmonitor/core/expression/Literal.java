package org.ozmonitor.core.expression;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// The right side of a condition. Immutable.
///
/// What a comparison needs of the text is worked out here, once, when the tree is built: a monitor
/// is compiled once and evaluated for every candidate of every block.
public final class Literal {

  /// How the literal was written, which decides what it may be compared with.
  public enum Type {
    /// `true` or `false`, lower case.
    BOOL,
    /// Decimal digits with an optional sign and fraction.
    NUMBER,
    /// Quoted text, a hexadecimal literal or a bare word.
    TEXT
  }

  private final Type type;
  private final String text;
  private final String lowerCase;
  private final String address;
  private final Optional<BigInteger> unsigned;
  private final Optional<BigInteger> signed;
  private final Optional<BigDecimal> decimal;

  private Literal(Type type, String text) {
    this.type = type;
    this.text = text;
    this.lowerCase = text.toLowerCase(Locale.ROOT);
    this.address = AddressText.normalise(text);
    this.unsigned = IntegerText.unsigned(text);
    this.signed = IntegerText.signed(text);
    this.decimal = DecimalText.read(text);
  }

  public static Literal bool(boolean value) {
    return new Literal(Type.BOOL, Boolean.toString(value));
  }

  public static Literal number(String text) {
    return new Literal(Type.NUMBER, text);
  }

  public static Literal text(String text) {
    return new Literal(Type.TEXT, text);
  }

  public Type type() {
    return type;
  }

  /// The literal without its quotes; backslashes stay, as upstream keeps them.
  public String text() {
    return text;
  }

  /// The value as an unsigned 256-bit integer, empty if the text is none.
  public Optional<BigInteger> unsigned() {
    return unsigned;
  }

  /// The value as a signed 256-bit integer, empty if the text is none.
  public Optional<BigInteger> signed() {
    return signed;
  }

  /// The text as an address is compared: without `0x`, without white space, lower case.
  public String address() {
    return address;
  }

  String lowerCase() {
    return lowerCase;
  }

  Optional<BigDecimal> decimal() {
    return decimal;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Literal that && type == that.type && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, text);
  }

  @Override
  public String toString() {
    return type + " " + Excerpt.of(text);
  }
}
