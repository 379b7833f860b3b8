package org.ozmonitor.system.campaign;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import org.ozmonitor.fixture.Sql;

/// Looks at the database many times a second: measures takeovers, and makes the changes of trees,
/// each
/// one when the last one was imported. Its own thread looks; all methods are thread-safe.
final class ClusterWatch implements AutoCloseable {
  private static final long PAUSE_NANOS = 20_000_000;

  private final CampaignDatabase database;
  private final List<CampaignTree> trees;
  private final Timeline timeline;
  private final Thread thread;
  private final List<Takeover> takeovers = new ArrayList<>();
  private final Queue<Fault.Configure> waiting = new ArrayDeque<>();
  private final List<ConfigurationHistory> histories;
  private final List<Active> actives = new ArrayList<>();
  private ClusterView last;
  private Pending pending;
  private volatile boolean stopped;

  ClusterWatch(CampaignDatabase database, List<CampaignTree> trees, Timeline timeline) {
    this.database = database;
    this.trees = trees;
    this.timeline = timeline;
    this.histories = trees.stream().map(tree -> new ConfigurationHistory(tree.active())).toList();
    this.thread = Thread.ofPlatform().name("cluster-watch").daemon().start(this::run);
  }

  /// A change that was made and is not seen in the database yet.
  private record Pending(Fault.Configure change, ClusterView before) {}

  /// From this moment on every new block is to have at least this version.
  record Active(long nanos, long version) {}

  /// A node is about to be gone; call it just before.
  synchronized void expectTakeover(String fault, String node) {
    if (last != null) {
      var takeover = new Takeover(fault, node, System.nanoTime(), last);
      if (!takeover.isDone()) { // a node may have had nothing to do
        takeovers.add(takeover);
      }
    }
  }

  /// Takeovers under way are no longer measured.
  synchronized void disturb() {
    takeovers.forEach(Takeover::disturb);
  }

  /// The same for takeovers from one node, which comes back.
  synchronized void disturb(String node) {
    takeovers.stream().filter(it -> it.node().equals(node)).forEach(Takeover::disturb);
  }

  synchronized void change(Fault.Configure change) {
    waiting.add(change);
  }

  /// Whether all changes were imported.
  synchronized boolean isCalm() {
    return waiting.isEmpty() && pending == null;
  }

  synchronized List<Takeover> takeovers() {
    return List.copyOf(takeovers);
  }

  synchronized List<Active> actives() {
    return List.copyOf(actives);
  }

  /// Of a tenant; to be read when all is calm.
  synchronized ConfigurationHistory history(int tenant) {
    return histories.get(tenant);
  }

  /// Whether the database says that all networks and trees have somebody who looks after them.
  synchronized boolean sees(int networks, int tenants) {
    return last != null
        && last.appending().values().stream().filter(place -> place.reached() > 0).count()
            == networks
        && last.committing().values().stream().filter(place -> place.reached() > 0).count()
            >= (long) tenants * networks;
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!stopped) {
      try (Sql sql = database.connect()) {
        while (!stopped) {
          look(ClusterView.read(sql));
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      } catch (IllegalStateException e) {
        LockSupport.parkNanos(PAUSE_NANOS); // the database is away, as planned
      }
    }
  }

  private synchronized void look(ClusterView view) {
    last = view;
    for (Takeover takeover : takeovers) {
      if (!takeover.isDone()) {
        takeover.look(view);
        if (takeover.isDone()) {
          timeline.add("taken over from " + takeover.node() + ": " + takeover.toJson().encode());
        }
      }
    }
    if (pending != null && !view.imports().equals(pending.before.imports())) {
      imported(pending, view);
      pending = null;
    }
    if (pending == null && !waiting.isEmpty()) {
      Fault.Configure next = waiting.remove();
      trees.get(next.tenant()).apply(next.change());
      timeline.add("changed the tree: " + next);
      pending = new Pending(next, view);
    }
  }

  private void imported(Pending change, ClusterView view) {
    int tenant = change.change.tenant();
    Map<Integer, CampaignMonitor> active = trees.get(tenant).active();
    histories.get(tenant).changed(change.before.version() + 1, view.version(), active);
    actives.add(new Active(System.nanoTime(), view.version()));
    timeline.add("imported as version " + view.version() + ": " + change.change.change());
  }
}
