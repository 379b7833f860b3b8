package org.ozmonitor.system.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ozmonitor.fixture.NodeProcess;

/// Faults of every kind against real nodes, by seed. `scripts/fault-campaign` runs the one that is
/// chosen, or all seeds that failed once; a build replays the newest of those, shortly.
final class FaultCampaignIT {
  private static final int MOST_IN_A_BUILD = 4;
  private static final Duration SHORT = Duration.ofSeconds(30);

  @TestFactory
  Stream<DynamicTest> keepsEveryPromise() {
    NodeProcess.jar();
    Optional<String> seed = property("seed");
    if (seed.isPresent()) {
      return Stream.of(campaign(chosen(Long.parseLong(seed.get()))));
    }
    List<CampaignSettings> regressions = regressions();
    return property("all").isPresent()
        ? regressions.stream().map(FaultCampaignIT::campaign)
        : regressions.reversed().stream()
            .limit(MOST_IN_A_BUILD)
            .map(
                it ->
                    new CampaignSettings(it.seed(), SHORT, it.nodes(), it.tenants(), it.monitors()))
            .map(FaultCampaignIT::campaign);
  }

  private static DynamicTest campaign(CampaignSettings settings) {
    return DynamicTest.dynamicTest("seed " + settings.seed(), () -> run(settings));
  }

  private static void run(CampaignSettings settings) throws IOException {
    Path directory = Path.of("target", "campaign", "seed-" + settings.seed()).toAbsolutePath();
    delete(directory);
    Files.createDirectories(directory);
    Path file =
        property("report")
            .map(Path::of)
            .orElseGet(() -> directory.resolveSibling("seed-" + settings.seed() + ".json"));
    var progress = new Progress(property("progress").map(Path::of));
    CampaignReport report;
    try (Campaign campaign = new Campaign(settings, directory, progress)) {
      report = campaign.run();
    }
    Files.writeString(file, report.toJson().encodePrettily());
    Files.writeString(file.resolveSibling(file.getFileName() + ".txt"), report.toTable());

    assertThat(report.isPassed())
        .as("report %s, logs %s\n%s", file, directory, report.toTable())
        .isTrue();
    if (property("seed").isEmpty()) {
      delete(directory);
    }
  }

  private static CampaignSettings chosen(long seed) {
    return new CampaignSettings(
        seed,
        property("seconds").map(Long::parseLong).map(Duration::ofSeconds).orElse(SHORT),
        property("nodes").map(Integer::parseInt).orElse(3),
        property("tenants").map(Integer::parseInt).orElse(1),
        property("monitors").map(Integer::parseInt).orElse(10),
        property("faults")
            .map(name -> CampaignSettings.Faults.valueOf(name.toUpperCase(Locale.ROOT)))
            .orElse(CampaignSettings.Faults.ALL));
  }

  /// Lines of `seed seconds nodes tenants monitors`, the newest last.
  private static List<CampaignSettings> regressions() {
    try (InputStream file =
        FaultCampaignIT.class.getResourceAsStream("/campaign/regressions.txt")) {
      assertThat(file).as("the list of seeds that failed once").isNotNull();
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.strip().split(" +", -1))
          .map(
              parts ->
                  new CampaignSettings(
                      Long.parseLong(parts[0]),
                      Duration.ofSeconds(Long.parseLong(parts[1])),
                      Integer.parseInt(parts[2]),
                      Integer.parseInt(parts[3]),
                      Integer.parseInt(parts[4])))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> property(String name) {
    return Optional.ofNullable(System.getProperty("ozm.campaign." + name));
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
