package org.ozmonitor.server.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Where Redis is. Immutable; the text form never shows a password.
public sealed interface RedisUrl {
  /// A server of our own in the data directory.
  record Embedded() implements RedisUrl {
    @Override
    public String toString() {
      return "embedded";
    }
  }

  /// No Redis.
  record None() implements RedisUrl {
    @Override
    public String toString() {
      return "none";
    }
  }

  /// A server.
  ///
  /// @param user empty: the user that Redis calls `default`
  /// @param password empty: none
  /// @param database from 0
  record Server(
      String host,
      int port,
      Optional<String> user,
      Optional<String> password,
      int database,
      boolean tls)
      implements RedisUrl {
    /// The form without user and password.
    String address() {
      String name = host.contains(":") ? "[" + host + "]" : host;
      return (tls ? "rediss" : "redis") + "://" + name + ":" + port + "/" + database;
    }

    @Override
    public String toString() {
      return password.isEmpty() && user.isEmpty() ? address() : address().replace("://", "://***@");
    }
  }

  int DEFAULT_PORT = 6379;
  String FORMS =
      "must be `embedded`, `none` or redis[s]://[user][:password]@host[:port][/database]";

  /// Reads `embedded`, `none`, `redis://…` or `rediss://…`; user and password are percent-encoded.
  ///
  /// @throws IllegalArgumentException with a message for the operator that repeats no part of
  /// `text`
  static RedisUrl parse(String text) {
    return switch (text) {
      case "embedded" -> new Embedded();
      case "none" -> new None();
      default -> server(text);
    };
  }

  private static Server server(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException notShown) { // its message repeats the text, password included
      throw new IllegalArgumentException(FORMS);
    }
    boolean tls = "rediss".equals(uri.getScheme());
    boolean ours = tls || "redis".equals(uri.getScheme());
    if (!ours || uri.getHost() == null || uri.getRawQuery() != null || uri.getFragment() != null) {
      throw new IllegalArgumentException(FORMS);
    }
    String login = Optional.ofNullable(uri.getRawUserInfo()).orElse("");
    int colon = login.indexOf(':');
    String host = uri.getHost();
    return new Server(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
        decoded(colon < 0 ? login : login.substring(0, colon)),
        decoded(colon < 0 ? "" : login.substring(colon + 1)),
        database(Optional.ofNullable(uri.getRawPath()).orElse("")),
        tls);
  }

  private static Optional<String> decoded(String part) {
    String text = URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static int database(String path) {
    if (path.isEmpty() || path.equals("/")) {
      return 0;
    }
    if (!path.matches("/\\d{1,5}")) {
      throw new IllegalArgumentException(FORMS);
    }
    return Integer.parseInt(path.substring(1));
  }
}
