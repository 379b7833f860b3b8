package org.ozmonitor.server.config;

/// Where Redis is. Immutable; the text form never shows a password.
///
/// @param value `embedded`, `none`, `redis://…` or `rediss://…`
public record RedisUrl(String value) {
  public static final RedisUrl EMBEDDED = new RedisUrl("embedded");

  /// @throws IllegalArgumentException with a message for the operator that repeats no part of
  /// `text`
  static RedisUrl parse(String text) {
    if (text.equals("embedded")
        || text.equals("none")
        || text.startsWith("redis://")
        || text.startsWith("rediss://")) {
      return new RedisUrl(text);
    }
    throw new IllegalArgumentException("must be `embedded`, `none`, `redis://…` or `rediss://…`");
  }

  @Override
  public String toString() {
    int host = value.lastIndexOf('@');
    return host < 0
        ? value
        : value.substring(0, value.indexOf("//") + 2) + "***" + value.substring(host);
  }
}
