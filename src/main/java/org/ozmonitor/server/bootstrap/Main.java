package org.ozmonitor.server.bootstrap;

import java.util.Optional;

/// The entry point of the process. Exit codes: 0 done, 1 failed, 2 wrong usage.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments, new Commands()));
  }

  /// The version of this program; a build that is not packaged has none.
  static String version() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  static int run(String[] arguments, CommandRunner runner) {
    return switch (CommandLine.parse(arguments)) {
      case ParsedCommandLine.Run(Command command) -> runner.run(command);
      case ParsedCommandLine.Help(String text) -> {
        System.out.print(text);
        yield 0;
      }
      case ParsedCommandLine.Wrong(String message) -> {
        System.err.println(message + "\nTry: ozmonitor --help");
        yield 2;
      }
    };
  }
}
