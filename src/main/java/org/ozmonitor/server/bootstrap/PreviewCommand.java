package org.ozmonitor.server.bootstrap;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.notification.OutboundMail;
import org.ozmonitor.core.notification.OutboundMessage;
import org.ozmonitor.core.notification.OutboundRequest;
import org.ozmonitor.core.notification.Preparation;
import org.ozmonitor.core.notification.Prepared;
import org.ozmonitor.core.notification.VendorUrls;
import org.ozmonitor.core.problem.Suggestion;
import org.ozmonitor.core.script.ScriptInput;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.definition.ConfigurationTree;
import org.ozmonitor.server.definition.TreeEntry;
import org.ozmonitor.server.secret.Resolutions;
import org.ozmonitor.server.secret.SecretStore;
import org.ozmonitor.server.secret.Vaults;

/// Prints what a trigger would send for a match, made by the code that sends it. Sends nothing and
/// runs no script. Blocks.
final class PreviewCommand {
  private static final long CLOSE_SECONDS = 10;

  private final Command.Preview command;

  PreviewCommand(Command.Preview command) {
    this.command = command;
  }

  int run() {
    LogSetup.quiet();
    Secrets secrets = ConfigurationTree.processSecrets();
    ConfigurationTree tree = ConfigurationTree.read(command.configDir(), secrets);
    Optional<Trigger> trigger = trigger(tree);
    if (trigger.isEmpty()) {
      return 1;
    }
    List<PreviewedMatch> matches;
    try {
      matches = PreviewedMatch.read(Files.readString(command.match()));
    } catch (IOException | IllegalArgumentException e) {
      System.err.println(command.match() + ": " + e.getMessage());
      return 1;
    }
    if (!trigger.get().on().contains(command.event())) {
      System.err.println(
          "The trigger does not hear of '%s': its \"on\" has %s."
              .formatted(command.event(), String.join(", ", trigger.get().on())));
    }
    return print(tree, trigger.get(), matches, secrets);
  }

  private Optional<Trigger> trigger(ConfigurationTree tree) {
    List<String> known = new ArrayList<>();
    for (TreeEntry<Trigger> entry : tree.triggers()) {
      if (entry.definition().key().equals(command.trigger())
          || entry.definition().name().equals(command.trigger())) {
        return Optional.of(entry.definition());
      }
      known.add(entry.definition().key());
    }
    tree.errors().stream()
        .filter(problem -> problem.place().startsWith("triggers/"))
        .forEach(problem -> System.err.println(problem));
    System.err.println(
        "%s has no valid trigger \"%s\"%s"
            .formatted(
                command.configDir(), command.trigger(), Suggestion.hint(command.trigger(), known)));
    return Optional.empty();
  }

  private int print(
      ConfigurationTree tree, Trigger trigger, List<PreviewedMatch> matches, Secrets secrets) {
    Vertx vertx = Vertx.vertx();
    try {
      SecretStore store =
          Vaults.store(vertx, secrets, SecretStore.Lifetimes.DEFAULT, System::nanoTime);
      Resolutions resolved = Node.await(store.resolveAll(Preparation.secrets(trigger.config())));
      return switch (resolved) {
        case Resolutions.All(List<String> values) -> {
          var text = new PreviewText(store.redaction());
          boolean usable = true;
          for (PreviewedMatch match : matches) {
            usable &= print(message(tree, trigger, match), trigger, values, text);
          }
          yield usable ? 0 : 1;
        }
        case Resolutions.Incomplete(String reason) -> {
          System.err.println("A secret of the trigger is not to be had: " + reason);
          yield 1;
        }
      };
    } finally {
      var _ = vertx.close().timeout(CLOSE_SECONDS, TimeUnit.SECONDS).otherwiseEmpty().await();
    }
  }

  private OutboundMessage message(ConfigurationTree tree, Trigger trigger, PreviewedMatch match) {
    PreviewedMatch linked =
        tree.networks().stream()
            .map(TreeEntry::definition)
            .filter(network -> match.network().equals(Optional.of(network.slug())))
            .findFirst()
            .map(match::with)
            .orElse(match);
    return linked.message(trigger.key(), command.event(), command.suppressed());
  }

  /// False when nothing would be sent.
  private static boolean print(
      OutboundMessage message, Trigger trigger, List<String> secrets, PreviewText text) {
    if (trigger.config() instanceof Trigger.Config.Script script) {
      System.out.println(
          "%s %s, on its standard input:".formatted(script.language(), script.scriptPath()));
      System.out.println(ScriptInput.document(script.arguments(), message.matchJson()));
      return true;
    }
    var preparation = new Preparation(VendorUrls.PUBLIC);
    return switch (preparation.prepare(
        message, trigger.config(), secrets, InstantSource.system().instant())) {
      case Prepared.Http(OutboundRequest request) -> {
        System.out.println(text.of(request));
        yield true;
      }
      case Prepared.Mail(OutboundMail mail) -> {
        System.out.println(text.of(mail));
        yield true;
      }
      case Prepared.Unusable(String reason) -> {
        System.err.println("Nothing would be sent: " + reason);
        yield false;
      }
    };
  }
}
