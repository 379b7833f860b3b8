package org.ozmonitor.server.config;

import java.util.Optional;

/// Where `/health`, `/ready`, `/metrics` and `/api/v1` of operators are served, in every mode.
/// Immutable; its text form does not show the token.
///
/// @param port 0: any free port
/// @param token what requests that change something must bring; empty: they are refused
public record ManagementConfig(String host, int port, Optional<Token> token) {
  private static final int SHORTEST_TOKEN = 16;
  private static final int LONGEST_TOKEN = 512;

  /// A bearer token: {@value #SHORTEST_TOKEN} to {@value #LONGEST_TOKEN} printable ASCII
  /// characters without blanks. Its text form does not show it.
  public record Token(String text) {
    public Token {
      if (!text.matches("[!-~]{%d,%d}".formatted(SHORTEST_TOKEN, LONGEST_TOKEN))) {
        throw new IllegalArgumentException(
            "must be %d to %d printable ASCII characters without blanks"
                .formatted(SHORTEST_TOKEN, LONGEST_TOKEN));
      }
    }

    @Override
    public String toString() {
      return "***";
    }
  }

  static ManagementConfig read(Settings settings) {
    return new ManagementConfig(
        settings.text("management.host", "127.0.0.1"),
        settings.integer("management.port", 3000, 0, 65_535),
        settings.parsed(
            "management.token", Optional.empty(), text -> Optional.of(new Token(text))));
  }
}
