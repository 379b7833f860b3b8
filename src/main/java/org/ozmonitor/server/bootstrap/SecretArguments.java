package org.ozmonitor.server.bootstrap;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// The arguments of `secrets`. Stateless.
final class SecretArguments {
  static final String NAME = "secrets";

  private static final String ROTATE = "rotate";

  private SecretArguments() {}

  static CommandSpec spec() {
    return CommandLine.command(NAME, "Encrypts stored secrets anew with the current key (rotate).")
        .addPositional(
            PositionalParamSpec.builder()
                .paramLabel("ACTION")
                .arity("1")
                .index("0")
                .type(String.class)
                .description(ROTATE)
                .build())
        .addOption(CommandLine.config());
  }

  /// @throws WrongArgumentException when they make no sense
  static Command read(ParseResult result) {
    String action = result.matchedPositionalValue(0, "");
    if (!action.equals(ROTATE)) {
      throw new WrongArgumentException("secrets takes the action rotate, not '" + action + "'");
    }
    return new Command.RotateSecrets(CommandLine.path(result, "--config"));
  }
}
