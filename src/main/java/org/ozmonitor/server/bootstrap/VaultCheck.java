package org.ozmonitor.server.bootstrap;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.definition.ConfigurationTree;
import org.ozmonitor.server.definition.TreeEntry;
import org.ozmonitor.server.secret.RemoteSecrets;
import org.ozmonitor.server.secret.Resolution;
import org.ozmonitor.server.secret.SecretStore;
import org.ozmonitor.server.secret.Vaults;

/// Asks the vaults for what a configuration tree names there, and shows nothing of what they say.
/// Blocks.
final class VaultCheck {
  private static final long CLOSE_SECONDS = 10;

  private VaultCheck() {}

  /// A problem for each secret that is not to be had, with the file that names it.
  static List<Problem> of(ConfigurationTree tree, Secrets secrets) {
    Map<SecretValue, String> named = new LinkedHashMap<>();
    Stream.of(tree.networks(), tree.triggers(), tree.monitors())
        .flatMap(List::stream)
        .forEach(
            (TreeEntry<?> entry) ->
                RemoteSecrets.of(entry.document())
                    .forEach(secret -> named.putIfAbsent(secret, entry.place().toString())));
    return named.isEmpty() ? List.of() : ask(named, secrets);
  }

  private static List<Problem> ask(Map<SecretValue, String> named, Secrets secrets) {
    Vertx vertx = Vertx.vertx();
    try {
      SecretStore store =
          Vaults.store(vertx, secrets, SecretStore.Lifetimes.DEFAULT, System::nanoTime);
      List<Problem> problems = new ArrayList<>();
      for (Map.Entry<SecretValue, String> one : named.entrySet()) {
        Resolution answer = Node.await(store.resolve(one.getKey()));
        switch (answer) {
          case Resolution.Found _ -> {}
          case Resolution.Missing(String reason) -> problems.add(problem(one, reason));
          case Resolution.Unavailable(String reason) -> problems.add(problem(one, reason));
        }
      }
      return problems;
    } finally {
      var _ = vertx.close().timeout(CLOSE_SECONDS, TimeUnit.SECONDS).otherwiseEmpty().await();
    }
  }

  private static Problem problem(Map.Entry<SecretValue, String> named, String reason) {
    return new Problem(
        Problem.Severity.ERROR,
        named.getValue(),
        "secret.vault.missing",
        "names the secret %s, which is not to be had: %s".formatted(named.getKey(), reason));
  }
}
