package org.ozmonitor.server.bootstrap;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.ozmonitor.core.tenant.Tenant;
import org.ozmonitor.core.tenant.TenantLimit;
import org.ozmonitor.core.tenant.TenantPriority;
import org.ozmonitor.core.tenant.TenantStatus;
import org.ozmonitor.server.config.LimitsConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// The arguments of `tenants`. Stateless.
final class TenantArguments {
  static final String NAME = "tenants";

  private static final List<String> ACTIONS = List.of("list", "add", "set");

  private TenantArguments() {}

  static CommandSpec spec() {
    CommandSpec spec =
        CommandLine.command(NAME, "Lists tenants, adds one, or sets what one is and may.")
            .addPositional(positional("ACTION", "0", "1", String.join(", ", ACTIONS)))
            .addPositional(positional("SLUG", "1", "0..1", "Which one, for add and set."))
            .addOption(CommandLine.value("TEXT", "Its name, for people.", "-name", "--name"))
            .addOption(
                CommandLine.value(
                    "WORD", String.join(", ", TenantStatus.WORDS), "-status", "--status"))
            .addOption(
                CommandLine.value(
                    "WORD", String.join(", ", TenantPriority.WORDS), "-priority", "--priority"));
    for (TenantLimit limit : TenantLimit.values()) {
      String option = option(limit);
      spec.addOption(
          CommandLine.value(
              "N", "Its limit " + limit.word() + ", or unlimited.", "-" + option, "--" + option));
    }
    return spec.addOption(CommandLine.config());
  }

  /// @throws WrongArgumentException when they make no sense
  static Command read(ParseResult result) {
    String action = result.matchedPositionalValue(0, "");
    String slug = result.matchedPositionalValue(1, "");
    if (!ACTIONS.contains(action)) {
      throw new WrongArgumentException(
          "tenants takes one of " + String.join(", ", ACTIONS) + ", not '" + action + "'");
    }
    Command.TenantChange change =
        new Command.TenantChange(
            CommandLine.text(result, "--name").map(TenantArguments::name),
            word(result, "--status", TenantStatus.WORDS).map(TenantStatus::of),
            word(result, "--priority", TenantPriority.WORDS).map(TenantPriority::of),
            limits(result));
    var configFile = CommandLine.path(result, "--config");
    if (action.equals("list")) {
      require(slug.isEmpty() && change.isNothing(), "tenants list takes nothing else");
      return new Command.ListTenants(configFile);
    }
    require(
        !action.equals("set") || !change.isNothing(),
        "tenants set takes what to set, such as --status");
    return new Command.PutTenant(
        ImportArguments.tenant(slug), action.equals("add"), change, configFile);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new WrongArgumentException(message);
    }
  }

  private static PositionalParamSpec positional(
      String label, String index, String arity, String description) {
    return PositionalParamSpec.builder()
        .paramLabel(label)
        .arity(arity)
        .index(index)
        .type(String.class)
        .description(description)
        .build();
  }

  private static String name(String text) {
    require(
        !text.isBlank() && text.length() <= Tenant.LONGEST_NAME && text.indexOf('\0') < 0,
        "--name takes 1 to %d characters".formatted(Tenant.LONGEST_NAME));
    return text;
  }

  private static Optional<String> word(ParseResult result, String option, List<String> words) {
    Optional<String> word =
        CommandLine.text(result, option).map(text -> text.toLowerCase(Locale.ROOT));
    require(
        word.isEmpty() || words.contains(word.get()),
        option + " takes one of " + String.join(", ", words));
    return word;
  }

  private static Map<TenantLimit, OptionalInt> limits(ParseResult result) {
    Map<TenantLimit, OptionalInt> limits = new EnumMap<>(TenantLimit.class);
    for (TenantLimit limit : TenantLimit.values()) {
      String option = "--" + option(limit);
      CommandLine.text(result, option).ifPresent(text -> limits.put(limit, number(option, text)));
    }
    return limits;
  }

  private static OptionalInt number(String option, String text) {
    try {
      return LimitsConfig.parse(text);
    } catch (IllegalArgumentException e) {
      throw new WrongArgumentException(option + " " + e.getMessage());
    }
  }

  private static String option(TenantLimit limit) {
    return limit.word().replace('_', '-');
  }
}
