package org.ozmonitor.server.bootstrap;

import java.nio.file.Path;
import org.ozmonitor.core.tenant.Tenant;
import org.ozmonitor.server.definition.DocumentImport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// The arguments of `import`. Stateless.
final class ImportArguments {
  static final String NAME = "import";

  private ImportArguments() {}

  static CommandSpec spec() {
    return CommandLine.command(
            NAME, "Fills the database from documents of OpenZeppelin Monitor; all or nothing.")
        .addPositional(
            PositionalParamSpec.builder()
                .paramLabel("FILE|DIR|ZIP")
                .arity("1")
                .required(true)
                .index("0")
                .type(String.class)
                .description("A configuration tree, a ZIP of one, or one file of one.")
                .build())
        .addOption(
            CommandLine.required(
                "SLUG", "Whose they are; made when there is none.", "-tenant", "--tenant"))
        .addOption(
            CommandLine.flag("End everything else that the tenant has.", "-replace", "--replace"))
        .addOption(CommandLine.flag("Say only what would happen.", "-dry-run", "--dry-run"))
        .addOption(CommandLine.config());
  }

  /// @throws WrongArgumentException when the tenant cannot be one
  static Command read(ParseResult result) {
    String source = result.matchedPositionalValue(0, "");
    return new Command.Import(
        new DocumentImport.Request(
            Path.of(source),
            tenant(CommandLine.text(result, "--tenant").orElseThrow()),
            result.hasMatchedOption("--replace"),
            result.hasMatchedOption("--dry-run")),
        CommandLine.path(result, "--config"));
  }

  static String tenant(String slug) {
    if (!Tenant.isSlug(slug)) {
      throw new WrongArgumentException(
          "a tenant is named by 1 to 63 lower-case letters, digits and inner hyphens, not '"
              + slug
              + "'");
    }
    return slug;
  }
}
