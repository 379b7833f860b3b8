package org.ozmonitor.core.notification;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Where an HTTP request goes, taken from a URL as people write them. Immutable.
///
/// More lenient than `java.net.URI`, which knows no host with an underscore and no blank in a path.
///
/// @param host as ASCII, lower case; an IPv6 address without brackets; an IPv4 address, however it
///     was written, as four decimal numbers
/// @param port 1–65535
/// @param target path and query for the request line, percent-encoded where needed
/// @param userInfo `user:password` as written before `@`, where given
public record Endpoint(
    boolean tls, String host, int port, String target, Optional<String> userInfo) {

  /// What requests to one receiver share: scheme, host and port.
  public String origin() {
    return (tls ? "https://" : "http://") + host + ":" + port;
  }

  /// Empty when the text is no usable `http` or `https` URL.
  public static Optional<Endpoint> parse(String url) {
    String text = url.strip();
    String lower = text.toLowerCase(Locale.ROOT);
    boolean tls = lower.startsWith("https://");
    if (!tls && !lower.startsWith("http://")) {
      return Optional.empty();
    }
    String rest = text.substring(tls ? 8 : 7);
    int end = firstOf(rest, "/?#");
    String authority = rest.substring(0, end);
    int at = authority.lastIndexOf('@');
    Optional<String> userInfo = at < 0 ? Optional.empty() : Optional.of(authority.substring(0, at));
    return withAuthority(tls, authority.substring(at + 1), target(rest.substring(end)), userInfo);
  }

  private static Optional<Endpoint> withAuthority(
      boolean tls, String authority, String target, Optional<String> userInfo) {
    int bracket = authority.lastIndexOf(']');
    int colon = authority.indexOf(':', bracket + 1);
    String written = colon < 0 ? authority : authority.substring(0, colon);
    Optional<String> host = host(written, bracket);
    Optional<Integer> port = port(colon < 0 ? "" : authority.substring(colon + 1), tls ? 443 : 80);
    return host.flatMap(
        name -> port.map(number -> new Endpoint(tls, name, number, target, userInfo)));
  }

  private static Optional<String> host(String written, int bracket) {
    if (bracket >= 0) {
      boolean address =
          written.startsWith("[") && bracket == written.length() - 1 && written.indexOf(':') > 0;
      return address && NumericHost.of(written.substring(1, bracket)) instanceof NumericHost.Address
          ? Optional.of(written.substring(1, bracket))
          : Optional.empty();
    }
    try {
      String name = IDN.toASCII(written).toLowerCase(Locale.ROOT);
      boolean usable = !name.isEmpty() && name.chars().allMatch(Endpoint::isHostUnit);
      return usable ? unambiguous(name) : Optional.empty();
    } catch (IllegalArgumentException notAName) {
      return Optional.empty();
    }
  }

  private static Optional<String> unambiguous(String name) {
    return switch (NumericHost.of(name)) {
      case NumericHost.Name() -> Optional.of(name);
      case NumericHost.Broken() -> Optional.empty();
      case NumericHost.Address(byte[] bytes) ->
          Optional.of(
              IntStream.range(0, bytes.length)
                  .mapToObj(at -> Integer.toString(bytes[at] & 0xff))
                  .collect(Collectors.joining(".")));
    };
  }

  private static boolean isHostUnit(int unit) {
    return Character.isLetterOrDigit(unit) || unit == '.' || unit == '-' || unit == '_';
  }

  private static Optional<Integer> port(String text, int standard) {
    if (text.isEmpty()) {
      return Optional.of(standard);
    }
    if (text.length() > 5 || !text.chars().allMatch(unit -> unit >= '0' && unit <= '9')) {
      return Optional.empty();
    }
    int port = Integer.parseInt(text);
    return port >= 1 && port <= 65_535 ? Optional.of(port) : Optional.empty();
  }

  private static String target(String pathAndQuery) {
    String text = pathAndQuery.substring(0, firstOf(pathAndQuery, "#"));
    StringBuilder target = new StringBuilder(text.startsWith("/") ? "" : "/");
    for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = unit > 0x20 && unit < 0x7f && "\"<>\\^`{|}".indexOf(unit) < 0;
      if (plain) {
        target.append((char) unit);
      } else {
        target.append('%').append(HexFormat.of().withUpperCase().toHexDigits(unit));
      }
    }
    return target.toString();
  }

  private static int firstOf(String text, String units) {
    for (int at = 0; at < text.length(); at++) {
      if (units.indexOf(text.charAt(at)) >= 0) {
        return at;
      }
    }
    return text.length();
  }

  /// Without what may be secret: user, password, path and query.
  @Override
  public String toString() {
    return origin();
  }
}
