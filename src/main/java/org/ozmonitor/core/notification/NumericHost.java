package org.ozmonitor.core.notification;

import java.net.InetAddress;
import java.util.Locale;
import java.util.OptionalLong;

/// Whether the host of a URL is an address, in any of the ways in which one can be written:
/// `127.0.0.1`, `127.1`, `2130706433`, `0x7f.1`, `0177.0.0.1`, `::1`. Browsers and C libraries read
/// all of them, so what we check must be what they mean. Pure.
public sealed interface NumericHost {
  /// An address: 4 or 16 bytes in network order.
  @SuppressWarnings("ArrayRecordComponent") // taken apart at once, never compared
  record Address(byte[] bytes) implements NumericHost {}

  /// Looks like an address and is none.
  record Broken() implements NumericHost {}

  /// To be looked up.
  record Name() implements NumericHost {}

  /// @param host ASCII, an IPv6 address without brackets
  static NumericHost of(String host) {
    if (host.indexOf(':') >= 0 || host.indexOf('%') >= 0) {
      return v6(host);
    }
    String text = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    String[] parts = text.toLowerCase(Locale.ROOT).split("\\.", -1);
    String last = parts[parts.length - 1];
    boolean numeric = !last.isEmpty() && last.chars().allMatch(unit -> unit >= '0' && unit <= '9');
    return numeric || number(last).isPresent() ? v4(parts) : new Name();
  }

  /// Zones, which name an interface of this machine, are no part of an address.
  private static NumericHost v6(String host) {
    if (!host.chars()
        .allMatch(unit -> Character.digit(unit, 16) >= 0 || unit == ':' || unit == '.')) {
      return new Broken();
    }
    try {
      return new Address(InetAddress.ofLiteral(host).getAddress());
    } catch (IllegalArgumentException notAnAddress) {
      return new Broken();
    }
  }

  /// The last of fewer than four parts fills the rest of the address.
  private static NumericHost v4(String[] parts) {
    if (parts.length > 4) {
      return new Broken();
    }
    long address = 0;
    for (int at = 0; at < parts.length; at++) {
      boolean isLast = at == parts.length - 1;
      int bytes = isLast ? 5 - parts.length : 1;
      OptionalLong part = number(parts[at]);
      if (part.isEmpty() || part.getAsLong() >= 1L << (8 * bytes)) {
        return new Broken();
      }
      address = address << (8 * bytes) | part.getAsLong();
    }
    return new Address(
        new byte[] {
          (byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address
        });
  }

  /// Decimal, octal after `0`, hexadecimal after `0x`.
  private static OptionalLong number(String text) {
    boolean hex = text.startsWith("0x");
    boolean octal = !hex && text.length() > 1 && text.startsWith("0");
    int radix = hex ? 16 : octal ? 8 : 10;
    String digits = hex ? text.substring(2) : text;
    if (hex && digits.isEmpty()) {
      return OptionalLong.of(0);
    }
    boolean plain =
        !digits.isEmpty()
            && digits.length() <= 12
            && digits.chars().allMatch(unit -> unit < 0x80 && Character.digit(unit, radix) >= 0);
    return plain ? OptionalLong.of(Long.parseLong(digits, radix)) : OptionalLong.empty();
  }
}
