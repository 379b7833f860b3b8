package org.ozmonitor.system.campaign;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.system.campaign.Fault.Link;

/// The node processes of a campaign. What ends by itself is started again, as a container platform
/// would. Confined to one thread.
final class CampaignNodes implements AutoCloseable {
  private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

  private final Path directory;
  private final String cluster;
  private final Consumer<NodeProcess.Builder> surroundings;
  private final Timeline timeline;
  private final List<Slot> slots = new ArrayList<>();
  private int endedByThemselves;
  private int stubborn;

  /// One node: its process, once it was started, and whether it is meant to run.
  private static final class Slot {
    private NodeProcess process;
    private Link link = Link.FIRST_CLUSTER;
    private boolean wanted;
  }

  /// @param cluster a name that no other cluster of this machine has
  /// @param surroundings sets what all nodes share: database, Redis, trees
  CampaignNodes(
      Path directory,
      int count,
      String cluster,
      Consumer<NodeProcess.Builder> surroundings,
      Timeline timeline) {
    this.directory = directory;
    this.cluster = cluster;
    this.surroundings = surroundings;
    this.timeline = timeline;
    for (int node = 0; node < count; node++) {
      slots.add(new Slot());
    }
  }

  static String name(int node) {
    return "node-" + node;
  }

  void start(int node, Link link) {
    Slot slot = slots.get(node);
    if (slot.process != null && slot.process.isAlive()) {
      awaitEnd(slot.process, node);
    }
    slot.link = link;
    slot.wanted = true;
    slot.process = launch(node, link);
  }

  boolean areReady() {
    return slots.stream().allMatch(slot -> slot.process.isReady());
  }

  /// Whether all but this one are ready.
  boolean areOthersReady(int node) {
    for (int other = 0; other < slots.size(); other++) {
      if (other != node && !slots.get(other).process.isReady()) {
        return false;
      }
    }
    return true;
  }

  void kill(int node) {
    slots.get(node).wanted = false;
    slots.get(node).process.signal("KILL");
  }

  /// Does not wait for its end.
  void terminate(int node) {
    slots.get(node).wanted = false;
    slots.get(node).process.signal("TERM");
  }

  void freeze(int node) {
    slots.get(node).process.signal("STOP");
  }

  void thaw(int node) {
    slots.get(node).process.signal("CONT");
  }

  /// Starts again what should run and does not.
  void supervise() {
    for (int node = 0; node < slots.size(); node++) {
      Slot slot = slots.get(node);
      if (slot.wanted && !slot.process.isAlive()) {
        endedByThemselves++;
        timeline.add(name(node) + " ended by itself, exit code " + slot.process.exitValue());
        slot.process = launch(node, slot.link);
      }
    }
  }

  long running() {
    return slots.stream().filter(slot -> slot.process.isAlive()).count();
  }

  /// How often a node ended that nobody stopped.
  int endedByThemselves() {
    return endedByThemselves;
  }

  /// How often a node did not end within 30 s of SIGTERM.
  int stubborn() {
    return stubborn;
  }

  @Override
  public void close() {
    slots.forEach(
        slot -> {
          if (slot.process != null) {
            slot.process.close();
          }
        });
  }

  private void awaitEnd(NodeProcess process, int node) {
    if (!process.awaitEnd(LONGEST_STOP)) {
      stubborn++;
      timeline.add(name(node) + " does not stop: killed");
      process.kill();
    }
  }

  private String clusterName(int node, Link link) {
    return switch (link) {
      case FIRST_CLUSTER -> cluster;
      case SECOND_CLUSTER -> cluster + "-2";
      case ALONE -> cluster + "-of-" + node;
    };
  }

  private NodeProcess launch(int node, Link link) {
    var builder =
        NodeProcess.in(directory.resolve(name(node)), name(node))
            .setting("node_id", name(node))
            .setting("delivery.timeout", "3s")
            .setting("delivery.claim_timeout", "5s")
            .setting("cluster.name", clusterName(node, link))
            .arguments("all", "-cluster");
    surroundings.accept(builder);
    return builder.start();
  }
}
