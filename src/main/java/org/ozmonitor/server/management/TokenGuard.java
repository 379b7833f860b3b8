package org.ozmonitor.server.management;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.server.config.ManagementConfig;

/// Lets requests through that bring the token. Thread-safe.
final class TokenGuard {
  private static final String SCHEME = "Bearer ";

  private final Optional<byte[]> expected;

  /// @param token empty: nothing is let through
  TokenGuard(Optional<ManagementConfig.Token> token) {
    this.expected = token.map(it -> digest(it.text()));
  }

  /// A handler that answers what must not go on.
  void check(RoutingContext request) {
    if (expected.isEmpty()) {
      new ProblemAnswer(
              403,
              "token-not-configured",
              "Nothing can be changed here",
              "set management.token (OZ_MONITOR_MANAGEMENT__TOKEN), 16 characters or more, and send"
                  + " it as `Authorization: Bearer …`")
          .send(request);
    } else if (allows(request.request().getHeader(HttpHeaders.AUTHORIZATION), expected.get())) {
      request.next();
    } else {
      ManagementLog.refused(
          request.normalizedPath(), String.valueOf(request.request().remoteAddress()));
      request.response().putHeader("WWW-Authenticate", "Bearer");
      new ProblemAnswer(
              401,
              "token-required",
              "This needs the management token",
              "send `Authorization: Bearer …` with the value of management.token")
          .send(request);
    }
  }

  /// Digests have one length, so the comparison tells nothing about the token, not even how long
  /// it is.
  private static boolean allows(@Nullable String header, byte[] digest) {
    return header != null
        && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(digest(header.substring(SCHEME.length()).strip()), digest);
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
