package org.ozmonitor.server.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.core.tenant.TenantLimit;
import org.ozmonitor.core.tenant.TenantLimits;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.fixture.TestSeal;
import org.ozmonitor.server.codec.Secrets;

final class DocumentImportIT {
  private static final TenantId ACME = EntityIds.tenant("acme");

  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.create(vertx);
  private final ConfigurationLog log =
      new ConfigurationLog(vertx, TestSeal.of(database.engine().reader()));
  private TenantLimits newTenants = TenantLimits.UNLIMITED;

  @TempDir Path directory;

  @AfterEach
  void close() {
    database.close();
    vertx.close().timeout(10, TimeUnit.SECONDS).await();
  }

  @Test
  void importsATreeForATenantThatItMakes() {
    newTenants = newTenants.with(TenantLimit.MATCHES_PER_BLOCK, OptionalInt.of(9));

    DocumentImport.Report report = add(tree("config"), "acme");

    assertThat(errors(report)).isEmpty();
    assertThat(report.result()).contains(new ApplyResult(2, 3, 0, true));
    assertThat(now().tenant(ACME).limits().matchesPerBlock()).hasValue(9);
    assertThat(names(ACME)).containsExactly("USDC");
    assertThat(now().trigger(ACME, "hook")).isPresent();
    assertThat(add(tree("config"), "acme").result()).contains(new ApplyResult(2, 0, 0, true));
  }

  @Test
  void addsOneFileToWhatIsThere() throws IOException {
    add(tree("config"), "acme");
    Path file =
        Files.writeString(
            directory.resolve("new.json"), TreeBuilder.monitorJson("New", "eth", "hook"));

    assertThat(add(file, "acme").result()).contains(new ApplyResult(3, 1, 0, true));

    assertThat(names(ACME)).containsExactlyInAnyOrder("USDC", "New");
    assertThat(rules(add(file, "globex")))
        .describedAs("another tenant has no such trigger")
        .containsExactly("monitor.triggers.unknown");
    assertThat(done(log.tenants().find(database.engine().reader(), "globex"))).isEmpty();
  }

  @Test
  void tellsTheKindOfAFileByItsKeys() throws IOException {
    Path network =
        Files.writeString(directory.resolve("n.json"), TreeBuilder.networkJson("eth", "Eth"));
    Path triggers =
        Files.writeString(
            directory.resolve("t"), "{\"hook\": " + TreeBuilder.webhookJson("Hook") + "}");
    Path monitors =
        Files.writeString(
            directory.resolve("m.json"),
            "{\"a\": %s, \"b\": %s}"
                .formatted(
                    TreeBuilder.monitorJson("A", "eth", "hook"),
                    TreeBuilder.monitorJson("B", "eth")));
    Path nothing = Files.writeString(directory.resolve("x.json"), "{\"some\": \"thing\"}");

    Stream.of(network, triggers, monitors)
        .forEach(file -> assertThat(errors(add(file, "acme"))).isEmpty());

    assertThat(names(ACME)).containsExactlyInAnyOrder("A", "B");
    assertThat(rules(add(nothing, "acme"))).containsExactly("import.kind");
    assertThat(rules(add(directory.resolve("missing"), "acme"))).containsExactly("import.missing");
    assertThat(rules(add(directory, "acme"))).containsExactly("import.no_tree");
  }

  @Test
  void importsAZipWithItsScripts() throws IOException {
    TreeBuilder tree = new TreeBuilder(directory.resolve("backup/config"));
    var _ = TreeBuilder.sound(directory.resolve("backup/config"));
    tree.file("filters/keep.sh", "echo false")
        .file(
            "monitors/usdc.json",
            TreeBuilder.monitorJson("USDC", "eth", "hook")
                .replace(
                    "\"trigger_conditions\": []",
                    """
                    "trigger_conditions": [{"script_path": "./config/filters/keep.sh",
                      "language": "Bash", "timeout_ms": 1000}]\
                    """));

    DocumentImport.Report report = add(zip(directory.resolve("backup")), "acme");

    assertThat(errors(report)).isEmpty();
    assertThat(names(ACME)).containsExactly("USDC");
    assertThat(
            done(
                new FilterScripts()
                    .newest(database.engine().reader(), ACME, "./config/filters/keep.sh")))
        .contains("echo false");
  }

  @Test
  void importsNothingWhereOneDocumentIsWrong() {
    Path tree = tree("config");
    new TreeBuilder(tree).file("monitors/bad.json", "{");

    DocumentImport.Report report = add(tree, "acme");

    assertThat(report.result()).isEmpty();
    assertThat(rules(report)).containsExactly("json.syntax");
    assertThat(head()).isZero();
  }

  @Test
  void importsNothingBeyondTheQuotaAndNamesIt() {
    newTenants = newTenants.with(TenantLimit.MAX_MONITORS, OptionalInt.of(2));
    add(tree("config"), "acme");
    Path more = tree("more");
    new TreeBuilder(more).monitor("a", "A", "eth").monitor("b", "B", "eth");

    DocumentImport.Report report = add(more, "acme");

    assertThat(report.result()).isEmpty();
    assertThat(rules(report)).containsExactly("monitor.max_monitors");
    assertThat(report.problems().getLast().message()).contains("2 monitors", "max_monitors");
    assertThat(names(ACME)).containsExactly("USDC");
    assertThat(rules(replace(more, "acme"))).containsExactly("monitor.max_monitors");
    new TreeBuilder(more).remove("monitors/usdc.json");
    assertThat(replace(more, "acme").result()).isPresent();
    assertThat(names(ACME)).containsExactlyInAnyOrder("A", "B");
  }

  @Test
  void endsTheRestOnlyWhereItIsToBeReplaced() {
    add(tree("config"), "acme");
    Path other = directory.resolve("other");
    new TreeBuilder(other).network("base").monitor("b", "B", "base");

    assertThat(add(other, "acme").result()).contains(new ApplyResult(3, 2, 0, true));
    assertThat(names(ACME)).containsExactlyInAnyOrder("USDC", "B");

    assertThat(replace(other, "acme").result()).contains(new ApplyResult(4, 0, 3, true));
    assertThat(names(ACME)).containsExactly("B");
    assertThat(now().networks()).hasSize(1);
    assertThat(now().trigger(ACME, "hook")).isEmpty();
  }

  @Test
  void leavesTheNetworksOfOthersAlone() throws IOException {
    add(tree("config"), "acme");
    Path other = tree("other");
    new TreeBuilder(other)
        .file("networks/eth.json", TreeBuilder.networkJson("eth", "eth").replace("12000", "1000"));
    assertThat(rules(add(other, "globex"))).containsExactly("network.slug.conflict");
    Path monitor =
        Files.writeString(directory.resolve("m.json"), TreeBuilder.monitorJson("M", "eth"));

    assertThat(add(monitor, "globex").result()).isPresent();
    Path empty = directory.resolve("empty");
    var _ = new TreeBuilder(empty);

    assertThat(replace(empty, "acme").result()).isPresent();
    assertThat(now().networks()).hasSize(1);
    assertThat(now().tenantsOn("eth")).containsExactly(EntityIds.tenant("globex"));
    assertThat(replace(monitor, "acme").result()).isPresent();
    assertThat(replace(monitor, "acme").result()).isPresent();
    assertThat(replace(empty, "globex").result()).isPresent();
    assertThat(now().tenantsOn("eth")).containsExactly(ACME);
    assertThat(now().networks()).describedAs("acme needs it still").hasSize(1);
    assertThat(replace(empty, "acme").result()).isPresent();
    assertThat(now().networks()).isEmpty();
  }

  @Test
  void changesNothingOnTrial() {
    DocumentImport.Report report =
        run(new DocumentImport.Request(tree("config"), "acme", false, true));

    assertThat(report.result().orElseThrow().begun()).isEqualTo(3);
    assertThat(head()).isZero();
    assertThat(done(log.tenants().find(database.engine().reader(), "acme"))).isEmpty();
  }

  @Test
  void importsMoreThanFitsIntoOneTransaction() throws IOException {
    StringBuilder map = new StringBuilder("{");
    for (int index = 0; index < 2500; index++) {
      map.append(index == 0 ? "" : ",").append("\"m").append(index).append("\": ");
      map.append(TreeBuilder.monitorJson("Monitor " + index, "eth", "hook"));
    }
    add(tree("config"), "acme");
    Path file = Files.writeString(directory.resolve("many.json"), map.append("}"));

    assertThat(add(file, "acme").result()).contains(new ApplyResult(4, 2500, 0, true));

    assertThat(now().monitorsOf(ACME)).hasSize(2501);
    assertThat(done(log.monitorCounts(database.engine().reader()))).containsEntry(ACME, 2501L);
  }

  @Test
  void leavesATreeOfTheTenantItsFiles() {
    Path tree = tree("config");
    add(tree("other"), "acme");
    var read = new TreeBuilder(tree).monitor("b", "B", "eth").read();
    var _ = done(database.engine().inTransaction(connection -> log.apply(connection, ACME, read)));
    var without =
        new TreeBuilder(tree).remove("monitors/b.json").remove("monitors/usdc.json").read();

    var _ =
        done(database.engine().inTransaction(connection -> log.apply(connection, ACME, without)));

    assertThat(names(ACME)).describedAs("what the tree alone had has ended").doesNotContain("B");
  }

  private Path tree(String name) {
    var _ = TreeBuilder.sound(directory.resolve(name));
    return directory.resolve(name);
  }

  private Path zip(Path of) throws IOException {
    Path zip = directory.resolve("tree.zip");
    try (var out = new ZipOutputStream(Files.newOutputStream(zip));
        Stream<Path> all = Files.walk(of)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new ZipEntry("backup/" + of.relativize(file)));
        out.write(Files.readAllBytes(file));
        out.closeEntry();
      }
    }
    return zip;
  }

  @CanIgnoreReturnValue
  private DocumentImport.Report add(Path source, String tenant) {
    return run(new DocumentImport.Request(source, tenant, false, false));
  }

  private DocumentImport.Report replace(Path source, String tenant) {
    return run(new DocumentImport.Request(source, tenant, true, false));
  }

  private DocumentImport.Report run(DocumentImport.Request request) {
    var rules =
        new DocumentImport.Rules(new Secrets(Map.of()), TreeLimits.DEFAULT, newTenants, List.of());
    return done(new DocumentImport(vertx, database.engine(), log, rules).run(request));
  }

  private static List<String> rules(DocumentImport.Report report) {
    assertThat(report.result()).isEqualTo(Optional.empty());
    return errors(report).stream().map(Problem::rule).toList();
  }

  private static List<Problem> errors(DocumentImport.Report report) {
    return report.problems().stream()
        .filter(it -> it.severity() == Problem.Severity.ERROR)
        .toList();
  }

  private List<String> names(TenantId tenant) {
    return now().monitorsOf(tenant).values().stream()
        .map(entry -> entry.definition().name())
        .toList();
  }

  private Configuration now() {
    return done(log.load(database.engine().reader(), head()));
  }

  private long head() {
    return done(log.head(database.engine().reader()));
  }

  @CanIgnoreReturnValue
  private static <T> T done(Future<T> future) {
    return future.timeout(30, TimeUnit.SECONDS).await();
  }
}
