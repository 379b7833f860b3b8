package org.ozmonitor.system.campaign;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ozmonitor.server.demo.ChainHistory;
import org.ozmonitor.server.demo.Lies;
import org.ozmonitor.server.demo.ReceivedRequest;
import org.ozmonitor.server.demo.Receiver;
import org.ozmonitor.server.demo.Simulator;

/// What a cluster looks at and talks to: two simulated chains, and for each tenant a receiver and a
/// configuration tree. Nothing of it fails by accident. Thread-safe, except for the trees.
final class CampaignWorld implements AutoCloseable {
  private static final String SECRET = "campaign-secret";

  private final Vertx vertx = Vertx.vertx();
  private final List<Simulator> chains = new ArrayList<>();
  private final List<Receiver> receivers = new ArrayList<>();
  private final List<CampaignTree> trees = new ArrayList<>();

  CampaignWorld(Path directory, CampaignSettings settings) {
    Duration blockTime = Duration.ZERO;
    for (int network = 0; network < CampaignSettings.NETWORKS; network++) {
      var chain = Simulator.Settings.demo(settings.seed() * CampaignSettings.NETWORKS + network);
      blockTime = chain.blockTime();
      var simulator =
          new Simulator(
              vertx.getOrCreateContext(),
              chain,
              System::nanoTime,
              InstantSource.system(),
              Simulator.Listener.none());
      done(simulator.start());
      chains.add(simulator);
    }
    for (int tenant = 0; tenant < settings.tenants(); tenant++) {
      var receiver =
          new Receiver(
              vertx.getOrCreateContext(),
              Receiver.Settings.demo(SECRET, settings.seed() + tenant),
              System::nanoTime,
              _ -> {});
      done(receiver.start());
      receivers.add(receiver);
      trees.add(
          new CampaignTree(
              directory.resolve(tenant(tenant)),
              chains.stream().map(Simulator::url).toList(),
              receiver.url(),
              SECRET,
              blockTime,
              settings.monitors()));
    }
  }

  static String tenant(int number) {
    return "tenant-" + number;
  }

  CampaignTree tree(int tenant) {
    return trees.get(tenant);
  }

  List<CampaignTree> trees() {
    return List.copyOf(trees);
  }

  void startChains() {
    chains.forEach(chain -> done(chain.startChain()));
  }

  void stopChains() {
    chains.forEach(chain -> done(chain.stopChain()));
  }

  /// Nothing happens while the chain is shorter.
  void reorganise(int network, int depth) {
    var _ = chains.get(network).reorg(depth).otherwiseEmpty().timeout(20, TimeUnit.SECONDS).await();
  }

  /// Everyday lies, and one more.
  void lie(int network, Lies.Lie lie, double probability) {
    var all = new EnumMap<Lies.Lie, Double>(Lies.few().probabilities());
    all.put(lie, probability);
    done(chains.get(network).tell(new Lies(all, Lies.few().longestDelay())));
  }

  void tellFewLies(int network) {
    done(chains.get(network).tell(Lies.few()));
  }

  void tellTheTruth() {
    chains.forEach(chain -> done(chain.tell(Lies.none())));
  }

  /// By network.
  List<ChainHistory> histories() {
    return chains.stream().map(chain -> done(chain.history())).toList();
  }

  List<ReceivedRequest> received(int tenant) {
    return done(receivers.get(tenant).received());
  }

  @Override
  public void close() {
    chains.forEach(chain -> done(chain.close()));
    receivers.forEach(receiver -> done(receiver.close()));
    done(vertx.close());
  }

  private static <T> T done(Future<T> future) {
    return future.timeout(20, TimeUnit.SECONDS).await();
  }
}
