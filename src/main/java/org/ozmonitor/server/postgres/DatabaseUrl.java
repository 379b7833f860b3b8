package org.ozmonitor.server.postgres;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/// Where the database is. Immutable; the text form never shows a password.
public sealed interface DatabaseUrl {
  /// What the setting `database_url` says: `embedded` or
  /// `postgresql://user:password@host:port/name[?sslmode=…]`.
  ///
  /// @throws IllegalArgumentException with a message for the operator that repeats no part of
  /// `text`
  static DatabaseUrl parse(String text) {
    if (text.equals("embedded")) {
      return new Embedded();
    }
    URI uri = uri(text);
    String scheme = uri.getScheme();
    if (!"postgresql".equals(scheme) && !"postgres".equals(scheme)) {
      throw new IllegalArgumentException(FORM);
    }
    String userInfo = uri.getRawUserInfo();
    String path = uri.getRawPath();
    if (uri.getHost() == null || userInfo == null || path == null || path.length() < 2) {
      throw new IllegalArgumentException(FORM);
    }
    int colon = userInfo.indexOf(':');
    return new Server(
        uri.getHost(),
        uri.getPort() < 0 ? 5432 : uri.getPort(),
        decoded(colon < 0 ? userInfo : userInfo.substring(0, colon)),
        colon < 0 ? "" : decoded(userInfo.substring(colon + 1)),
        decoded(path.substring(1)),
        tls(uri.getRawQuery()));
  }

  /// The form that {@link #parse} accepts, for messages.
  String FORM = "must be `embedded` or `postgresql://user:password@host:port/name`";

  /// Our own server in the data directory, see {@link EmbeddedPostgres}.
  record Embedded() implements DatabaseUrl {
    @Override
    public String toString() {
      return "embedded";
    }
  }

  /// A server that listens.
  ///
  /// @param port 1 to 65535
  /// @param database the name of the database, which must exist
  record Server(String host, int port, String user, String password, String database, Tls tls)
      implements DatabaseUrl {
    /// The same server, another database.
    public Server withDatabase(String name) {
      return new Server(host, port, user, password, name, tls);
    }

    String jdbcUrl() {
      return "jdbc:postgresql://%s:%d/%s"
          .formatted(host, port, URLEncoder.encode(database, StandardCharsets.UTF_8));
    }

    Properties jdbcProperties() {
      var properties = new Properties();
      properties.setProperty("user", user);
      properties.setProperty("password", password);
      properties.setProperty("sslmode", tls.word());
      properties.setProperty("connectTimeout", "10");
      properties.setProperty("ApplicationName", "ozmonitor");
      return properties;
    }

    @Override
    public String toString() {
      return "postgresql://%s:***@%s:%d/%s".formatted(user, host, port, database);
    }
  }

  /// How the connection is protected, as `sslmode` of libpq.
  enum Tls {
    DISABLE,
    REQUIRE,
    VERIFY_FULL;

    String word() {
      return switch (this) {
        case DISABLE -> "disable";
        case REQUIRE -> "require";
        case VERIFY_FULL -> "verify-full";
      };
    }
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // The cause repeats the text and with it the password: it is left out on purpose.
      throw new IllegalArgumentException(
          FORM + " with special characters percent-encoded (position " + e.getIndex() + ")");
    }
  }

  private static Tls tls(@org.jspecify.annotations.Nullable String query) {
    if (query == null || query.isEmpty()) {
      return Tls.DISABLE;
    }
    return switch (query) {
      case "sslmode=disable" -> Tls.DISABLE;
      case "sslmode=require" -> Tls.REQUIRE;
      case "sslmode=verify-full" -> Tls.VERIFY_FULL;
      default ->
          throw new IllegalArgumentException(
              "only sslmode=disable, sslmode=require or sslmode=verify-full may follow the `?`");
    };
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
