package org.ozmonitor.core.notification;

import java.nio.ByteBuffer;
import java.util.List;

/// Tells addresses of the public Internet from those that only mean something inside a house. Pure.
public final class AddressRanges {
  /// Addresses whose first `bits` bits (1–32) are those of `prefix`.
  private record Range(int prefix, int bits) {
    boolean contains(byte[] address) {
      int first = ByteBuffer.wrap(address).getInt();
      return (first ^ prefix) >>> (32 - bits) == 0;
    }
  }

  private static final List<Range> PRIVATE_V4 =
      List.of(
          v4(0, 0, 0, 0, 8), // this network
          v4(10, 0, 0, 0, 8),
          v4(100, 64, 0, 0, 10), // carrier-grade NAT
          v4(127, 0, 0, 0, 8),
          v4(169, 254, 0, 0, 16), // link-local, metadata services
          v4(168, 63, 129, 16, 32), // the host of a virtual machine, at one provider of clouds
          v4(172, 16, 0, 0, 12),
          v4(192, 0, 0, 0, 24),
          v4(192, 0, 2, 0, 24),
          v4(192, 88, 99, 0, 24),
          v4(192, 168, 0, 0, 16),
          v4(198, 18, 0, 0, 15),
          v4(198, 51, 100, 0, 24),
          v4(203, 0, 113, 0, 24),
          v4(224, 0, 0, 0, 3)); // multicast, reserved, broadcast

  /// Global unicast; mapped, NAT64, unique local, link-local and multicast addresses lie outside.
  private static final Range GLOBAL_V6 = v6(0x2000, 0, 3);

  private static final List<Range> PRIVATE_V6 =
      List.of(
          v6(0x2001, 0, 23), // Teredo and other protocol assignments
          v6(0x2001, 0x0db8, 32),
          v6(0x2002, 0, 16), // 6to4 carries an IPv4 address
          v6(0x3fff, 0, 20));

  private AddressRanges() {}

  /// @param address 4 or 16 bytes in network order
  public static boolean isPublic(byte[] address) {
    return switch (address.length) {
      case 4 -> PRIVATE_V4.stream().noneMatch(range -> range.contains(address));
      case 16 ->
          GLOBAL_V6.contains(address)
              && PRIVATE_V6.stream().noneMatch(range -> range.contains(address));
      default -> throw new IllegalArgumentException("an address has 4 or 16 bytes");
    };
  }

  private static Range v4(int a, int b, int c, int d, int bits) {
    return new Range(a << 24 | b << 16 | c << 8 | d, bits);
  }

  private static Range v6(int first, int second, int bits) {
    return new Range(first << 16 | second, bits);
  }
}
