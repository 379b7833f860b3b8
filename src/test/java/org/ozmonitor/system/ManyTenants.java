package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.ozmonitor.core.tenant.TenantLimits;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.fixture.TestSeal;
import org.ozmonitor.fixture.Tree;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.definition.ConfigurationLog;
import org.ozmonitor.server.definition.DocumentImport;
import org.ozmonitor.server.definition.TreeLimits;
import org.ozmonitor.server.demo.ChainHistory;
import org.ozmonitor.server.demo.DemoMonitor;
import org.ozmonitor.server.demo.Oracle;
import org.ozmonitor.server.demo.Receiver;
import org.ozmonitor.server.demo.Report;
import org.ozmonitor.server.demo.SimulatedTransaction.Action;
import org.ozmonitor.server.demo.SimulatedWorld;
import org.ozmonitor.server.demo.Simulator;

/// Two honest chains that are moved by hand, a receiver, and many tenants, each with one monitor
/// that
/// watches both chains. Confined to one thread.
final class ManyTenants implements AutoCloseable {
  private static final List<String> NETWORKS = List.of("first", "second");
  private static final long LARGEST_AMOUNT = 100_000_000_000L;

  private final Vertx vertx = Vertx.vertx();
  private final List<Simulator> chains = new ArrayList<>();
  private final Receiver receiver;
  private final Oracle oracle;

  /// Imports the tenants.
  ///
  /// @param directory for the trees
  ManyTenants(Path directory, TestDatabase database, int tenants) {
    for (int network = 0; network < NETWORKS.size(); network++) {
      var chain =
          new Simulator(
              vertx.getOrCreateContext(),
              Simulator.Settings.still(71 + network),
              System::nanoTime,
              InstantSource.system(),
              Simulator.Listener.none());
      done(chain.start());
      chains.add(chain);
    }
    receiver =
        new Receiver(
            vertx.getOrCreateContext(),
            Receiver.Settings.reliable(Tree.SECRET),
            System::nanoTime,
            _ -> {});
    done(receiver.start());
    oracle = new Oracle(IntStream.range(0, tenants).mapToObj(ManyTenants::monitor).toList());
    var documents =
        new DocumentImport(
            vertx,
            database.engine(),
            new ConfigurationLog(vertx, TestSeal.of(database.engine().reader())),
            new DocumentImport.Rules(
                new Secrets(Map.of()), TreeLimits.DEFAULT, TenantLimits.UNLIMITED, List.of()));
    for (int tenant = 0; tenant < tenants; tenant++) {
      Path tree = write(directory.resolve(slug(tenant)), tenant);
      var request = new DocumentImport.Request(tree, slug(tenant), false, false);
      DocumentImport.Report report = done(documents.run(request));
      assertThat(report.result()).as("%s", report.problems()).isPresent();
    }
  }

  /// Appends as many blocks to each chain.
  void mine(int blocks) {
    for (int i = 0; i < blocks; i++) {
      for (Simulator chain : chains) {
        var _ = done(chain.mine());
      }
    }
  }

  /// Calls of a method that all chains have answered.
  long calls(String method) {
    return history().callsByMethod().getOrDefault(method, 0L);
  }

  /// Requests so far.
  int received() {
    return done(receiver.received()).size();
  }

  /// The verdict on all tenants so far.
  Report judge() {
    return oracle.judge(history(), done(receiver.received()));
  }

  @Override
  public void close() {
    chains.forEach(chain -> done(chain.close()));
    done(receiver.close());
    done(vertx.close());
  }

  private static String slug(int tenant) {
    return "tenant-" + tenant;
  }

  private static String name(int tenant) {
    return "Transfers of tenant " + tenant;
  }

  /// What exceeds it is between a tenth and three tenths of all transfers, by tenant.
  private static long bound(int tenant) {
    return LARGEST_AMOUNT / 1000 * (900 - tenant);
  }

  private static DemoMonitor monitor(int tenant) {
    BigInteger bound = BigInteger.valueOf(bound(tenant));
    return new DemoMonitor(
        name(tenant),
        List.of(SimulatedWorld.ALPHA),
        true,
        "{}",
        transaction ->
            transaction.to().equals(SimulatedWorld.ALPHA)
                && !transaction.reverted()
                && transaction.action() instanceof Action.TokenTransfer transfer
                && transfer.amount().compareTo(bound) > 0);
  }

  private Path write(Path directory, int tenant) {
    var tree =
        new Tree(directory)
            .webhook(receiver.url())
            .eventMonitor(name(tenant), NETWORKS, SimulatedWorld.ALPHA, "value > " + bound(tenant));
    for (int network = 0; network < NETWORKS.size(); network++) {
      tree.network(
          NETWORKS.get(network),
          chains.get(network).url(),
          new JsonObject().put("chain_id", Simulator.CHAIN_ID).put("start_block", 1));
    }
    return tree.root();
  }

  /// Of both chains together.
  private ChainHistory history() {
    List<ChainHistory.Appearance> appearances = new ArrayList<>();
    Map<String, Long> calls = new HashMap<>();
    for (Simulator chain : chains) {
      ChainHistory history = done(chain.history());
      appearances.addAll(history.appearances());
      history.callsByMethod().forEach((method, count) -> calls.merge(method, count, Long::sum));
    }
    return new ChainHistory(appearances, List.of(), 0, calls, Map.of());
  }

  private static <T> T done(Future<T> future) {
    return future.timeout(20, TimeUnit.SECONDS).await();
  }
}
