package org.ozmonitor.system.campaign;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ozmonitor.server.demo.DemoTree;
import org.ozmonitor.system.campaign.Fault.Change;

/// A tenant's configuration tree on disk, and what is in it. Each change replaces or moves one file
/// at once, as a careful deployment does. Confined to one thread.
final class CampaignTree {
  private static final int USUAL_SHARE = 250;

  private final Path directory;
  private final Path scratch;
  private final DemoTree documents;
  private final Map<Integer, Entry> entries = new HashMap<>();

  /// A monitor, the file that holds it, and whether it is paused.
  private record Entry(CampaignMonitor monitor, String file, boolean paused) {
    Entry with(CampaignMonitor other) {
      return new Entry(other, file, paused);
    }

    Entry withPaused(boolean value) {
      return new Entry(monitor, file, value);
    }
  }

  /// @param rpcUrls of the networks
  /// @param monitors that it begins with
  CampaignTree(
      Path directory,
      List<String> rpcUrls,
      String webhookUrl,
      String secret,
      Duration blockTime,
      int monitors) {
    this.directory = directory.resolve("tree");
    this.scratch = directory.resolve("scratch");
    this.documents = new DemoTree(rpcUrls.getFirst(), webhookUrl, secret, blockTime);
    try {
      for (int network = 0; network < rpcUrls.size(); network++) {
        writeNetwork(network, new DemoTree(rpcUrls.get(network), webhookUrl, secret, blockTime));
      }
      Files.createDirectories(this.directory.resolve("triggers"));
      Files.move(
          scratch.resolve("triggers").resolve("webhook.json"),
          this.directory.resolve("triggers").resolve("webhook.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int number = 0; number < monitors; number++) {
      apply(new Change.Add(number));
    }
  }

  static String network(int number) {
    return "chain_" + number;
  }

  /// For `--config-dir`.
  Path directory() {
    return directory;
  }

  /// The monitors that are active, by number.
  Map<Integer, CampaignMonitor> active() {
    Map<Integer, CampaignMonitor> active = new HashMap<>();
    entries.forEach(
        (number, entry) -> {
          if (!entry.paused) {
            active.put(number, entry.monitor);
          }
        });
    return active;
  }

  void apply(Change change) {
    try {
      switch (change) {
        case Change.Add(int number) ->
            put(
                new Entry(
                    new CampaignMonitor(number, USUAL_SHARE),
                    "monitor_" + number + ".json",
                    false));
        case Change.Pause(int number) -> put(entry(number).withPaused(true));
        case Change.Resume(int number) -> put(entry(number).withPaused(false));
        case Change.Rescale(int number, int share) ->
            put(entry(number).with(new CampaignMonitor(number, share)));
        case Change.Rename(int number) -> rename(entry(number));
        case Change.Remove(int number) -> {
          Files.delete(file(entry(number)));
          entries.remove(number);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Entry entry(int number) {
    Entry entry = entries.get(number);
    if (entry == null) {
      throw new IllegalStateException("no monitor " + number);
    }
    return entry;
  }

  private void rename(Entry entry) throws IOException {
    var renamed = new Entry(entry.monitor, "again_" + entry.file, entry.paused);
    Files.move(file(entry), file(renamed), StandardCopyOption.ATOMIC_MOVE);
    entries.put(entry.monitor.number(), renamed);
  }

  private void put(Entry entry) throws IOException {
    documents.write(scratch, List.of(entry.monitor.told()));
    Path written = scratch.resolve("monitors").resolve("watch_" + entry.monitor.number() + ".json");
    var networks = new JsonArray();
    entry.monitor.networks().forEach(number -> networks.add(network(number)));
    amend(written, new JsonObject().put("paused", entry.paused).put("networks", networks));
    Files.createDirectories(directory.resolve("monitors"));
    Files.move(written, file(entry), StandardCopyOption.ATOMIC_MOVE);
    entries.put(entry.monitor.number(), entry);
  }

  private Path file(Entry entry) {
    return directory.resolve("monitors").resolve(entry.file);
  }

  private void writeNetwork(int number, DemoTree of) throws IOException {
    of.write(scratch, List.of());
    Path written = scratch.resolve("networks").resolve(DemoTree.NETWORK + ".json");
    amend(
        written,
        new JsonObject()
            .put("slug", network(number))
            .put("name", "Chain " + number)
            .put("detect_at", number == 0 ? "confirmed" : "head"));
    Files.createDirectories(directory.resolve("networks"));
    Files.move(written, directory.resolve("networks").resolve(network(number) + ".json"));
  }

  private static void amend(Path file, JsonObject fields) throws IOException {
    Files.writeString(
        file, new JsonObject(Files.readString(file)).mergeIn(fields).encodePrettily());
  }
}
