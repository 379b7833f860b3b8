package org.ozmonitor.server.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.core.tenant.TenantLimits;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.fixture.TestSeal;
import org.ozmonitor.server.cluster.LeaseTimes;
import org.ozmonitor.server.cluster.Leases;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.secret.DocumentSeal;

final class DirectoryImportIT {
  private static final TenantId TENANT = TenantId.DEFAULT;
  private static final Duration POLL = Duration.ofMillis(50);

  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.create(vertx);
  private final DocumentSeal seal = TestSeal.of(database.engine().reader());
  private final ConfigurationLog log = new ConfigurationLog(vertx, seal);
  private final List<Long> versions = new CopyOnWriteArrayList<>();
  private final List<Problem> problems = new CopyOnWriteArrayList<>();
  private final List<DirectoryImport> started = new ArrayList<>();

  @TempDir Path root;

  private TreeBuilder tree;

  @BeforeEach
  void buildTree() {
    done(log.ensureTenant(database.engine().reader(), TENANT, "default", "Default"));
    tree = TreeBuilder.sound(root.resolve("a"));
  }

  @AfterEach
  void close() {
    started.forEach(one -> done(one.stop()));
    database.close();
    vertx.close().timeout(10, TimeUnit.SECONDS).await();
  }

  @Test
  void importsTheTreeBeforeItHasStarted() {
    done(node("a", new AtomicBoolean(true)).start());

    assertThat(head()).isEqualTo(1);
    assertThat(versions).containsExactly(1L);
    assertThat(problems).isEmpty();
  }

  @Test
  void followsChanges() {
    done(node("a", new AtomicBoolean(true)).start());

    tree.monitor("b", "B", "eth");
    await().until(() -> head() == 2);
    tree.remove("monitors/b.json");
    await().until(() -> head() == 3);

    await().untilAsserted(() -> assertThat(versions).containsExactly(1L, 2L, 3L));
    assertThat(load().monitors()).hasSize(1);
  }

  @Test
  void storesScriptsAsRevisions() {
    String conditions =
        """
        [{"script_path": "a/filters/big.py", "language": "Python", "timeout_ms": 1000}]\
        """;
    tree.file("filters/big.py", "print('false')")
        .file(
            "monitors/usdc.json",
            TreeBuilder.monitorJson("USDC", "eth", "hook")
                .replace("\"trigger_conditions\": []", "\"trigger_conditions\": " + conditions));
    done(node("a", new AtomicBoolean(true)).start());
    assertThat(problems).extracting(Problem::rule).noneMatch(it -> it.startsWith("script."));

    tree.file("filters/big.py", "print('true') # changed");
    await().until(() -> head() == 2);
    tree.remove("filters/big.py");
    await()
        .untilAsserted(
            () -> assertThat(problems).extracting(Problem::rule).contains("script.unreadable"));

    var scripts = new FilterScripts();
    var reader = database.engine().reader();
    assertThat(done(scripts.find(reader, TENANT, "a/filters/big.py", 1)))
        .contains("print('false')");
    assertThat(done(scripts.find(reader, TENANT, "a/filters/big.py", 2)))
        .contains("print('true') # changed");
    assertThat(done(scripts.find(reader, TENANT, "a/filters/big.py", 2)))
        .contains("print('true') # changed");
    assertThat(done(scripts.newest(reader, TENANT, "a/filters/big.py")))
        .contains("print('true') # changed");
    assertThat(done(scripts.find(reader, TENANT, "a/filters/none.py", 2))).isEmpty();
    assertThat(head()).isEqualTo(2);
    assertThat(load().monitors()).hasSize(1);
  }

  @Test
  void keepsTheLastGoodStateAndSaysWhatIsWrong() {
    done(node("a", new AtomicBoolean(true)).start());

    tree.file("monitors/usdc.json", "{").monitor("b", "B", "eth");
    await().until(() -> head() == 2);

    assertThat(load().activeMonitors("eth")).hasSize(2);
    assertThat(problems).extracting(Problem::rule).containsExactly("json.syntax");
    tree.monitor("usdc", "USDC", "eth");
    await().until(() -> head() == 3);
    assertThat(problems).isEmpty();
  }

  @Test
  void changesNothingWhenASecondNodeHasTheSameTree() {
    done(node("a", new AtomicBoolean(true)).start());
    assertThat(TreeBuilder.sound(root.resolve("b")).read().fingerprint())
        .isEqualTo(tree.read().fingerprint());

    done(node("b", new AtomicBoolean(false)).start());
    done(node("b", new AtomicBoolean(true)).start());

    assertThat(head()).isEqualTo(1);
    assertThat(versions).containsExactly(1L);
  }

  @Test
  void refusesToStartWithAnotherTreeThanTheImporters() {
    done(node("a", new AtomicBoolean(true)).start());
    String own = fingerprint(TreeBuilder.sound(root.resolve("b")).monitor("b", "B", "eth"));

    Future<Void> start = node("b", new AtomicBoolean(false)).start();

    assertThatThrownBy(() -> done(start))
        .hasMessageContaining(own)
        .hasMessageContaining(fingerprint(tree));
    assertThat(head()).isEqualTo(1);
  }

  @Test
  void takesOverWithoutBringingBackAnOlderTree() {
    done(node("a", new AtomicBoolean(true)).start());
    TreeBuilder other = TreeBuilder.sound(root.resolve("b"));
    AtomicBoolean importer = new AtomicBoolean(false);
    done(node("b", importer).start());
    tree.monitor("b", "B", "eth");
    await().until(() -> head() == 2);

    importer.set(true);
    await().during(Duration.ofMillis(500)).until(() -> head() == 2);
    other.monitor("b", "B", "eth").monitor("c", "C", "eth");

    await().until(() -> head() == 3);
    assertThat(load().monitors()).hasSize(3);
  }

  @Test
  void takesOverWithoutBringingBackAnOlderTreeThatWasTouched() throws IOException {
    done(node("a", new AtomicBoolean(true)).start());
    TreeBuilder other = TreeBuilder.sound(root.resolve("b"));
    AtomicBoolean importer = new AtomicBoolean(false);
    done(node("b", importer).start());
    tree.monitor("b", "B", "eth");
    await().until(() -> head() == 2);

    Files.setLastModifiedTime(
        root.resolve("b/monitors/usdc.json"), FileTime.fromMillis(1_700_000_000_000L));
    importer.set(true);

    await().during(Duration.ofMillis(500)).until(() -> head() == 2);
    assertThat(other.read().monitors()).hasSize(1);
  }

  @Test
  void bringsToItsEndWhatAnImporterLeftHalfDone() {
    String fingerprint = fingerprint(tree);
    assertThat(replace(new ImportRecord(), Optional.empty(), fingerprint)).isTrue();
    AtomicBoolean importer = new AtomicBoolean(false);
    done(node("a", importer).start());
    assertThat(head()).isZero();

    importer.set(true);

    await().until(() -> head() == 1);
    assertThat(load().monitors()).hasSize(1);
  }

  @Test
  void keepsTheTriggerOfAMonitorThatStaysAsItWas() {
    done(node("a", new AtomicBoolean(true)).start());

    tree.remove("triggers/hooks.json").monitor("b", "B", "eth");

    await().until(() -> load().activeMonitors("eth").size() == 2);
    assertThat(load().trigger(TENANT, "hook")).isPresent();
    tree.monitor("usdc", "USDC", "eth");
    await().until(() -> load().trigger(TENANT, "hook").isEmpty());
  }

  @Test
  void losesAgainstAnImporterThatCameBetween() {
    ImportRecord record = new ImportRecord();

    assertThat(replace(record, Optional.empty(), "1")).isTrue();
    assertThat(replace(record, Optional.of("1"), "2")).isTrue();
    assertThat(replace(record, Optional.of("1"), "3")).isFalse();
    assertThat(replace(record, Optional.empty(), "3")).isFalse();
    assertThat(done(record.find(database.engine().reader(), TENANT))).contains("2");
  }

  @Test
  void loadsWhatIsImportedAndTellsWhoListens() {
    DefinitionModule module =
        new DefinitionModule(
            new DefinitionModule.Needs(
                vertx,
                database.engine(),
                new Leases(database.engine().reader()),
                new LeaseTimes(Duration.ofSeconds(1), Duration.ofMillis(250)),
                "a",
                new Secrets(Map.of()),
                log,
                TreeLimits.DEFAULT,
                TenantLimits.UNLIMITED,
                Duration.ofMinutes(5),
                List.of(),
                System::nanoTime,
                versions::add,
                problems::addAll),
            List.of(TenantTree.own(root.resolve("a"))));
    List<Configuration> changes = new CopyOnWriteArrayList<>();
    module.watch().onChange(changes::add);

    done(module.start());
    assertThat(module.watch().current().activeMonitors("eth")).hasSize(1);
    tree.monitor("b", "B", "eth");

    await().until(() -> module.watch().current().version() == 2);
    assertThat(module.watch().current().activeMonitors("eth")).hasSize(2);
    assertThat(changes).extracting(Configuration::version).containsExactly(1L, 2L);
    done(module.stop());
  }

  private DirectoryImport node(String name, AtomicBoolean importer) {
    assertThat(Files.isDirectory(root.resolve(name))).isTrue();
    DirectoryImport node =
        new DirectoryImport(
            vertx,
            database.engine(),
            log,
            new DirectoryImport.Settings(
                TenantTree.own(root.resolve(name)),
                TENANT,
                name,
                new Secrets(Map.of()),
                TreeLimits.DEFAULT,
                POLL,
                Duration.ofMillis(200)),
            List.of(),
            importer::get,
            versions::add,
            this::onProblems,
            System::nanoTime);
    started.add(node);
    return node;
  }

  private void onProblems(List<Problem> now) {
    problems.clear();
    problems.addAll(
        now.stream().filter(problem -> problem.severity() == Problem.Severity.ERROR).toList());
  }

  private boolean replace(ImportRecord record, Optional<String> expected, String fingerprint) {
    return done(
        database
            .engine()
            .inTransaction(
                connection -> record.replace(connection, TENANT, expected, fingerprint, "n")));
  }

  private Configuration load() {
    return done(log.load(database.engine().reader(), head()));
  }

  private String fingerprint(TreeBuilder of) {
    return seal.fingerprint(of.read().fingerprint());
  }

  private long head() {
    return done(log.head(database.engine().reader()));
  }

  @CanIgnoreReturnValue
  private static <T> T done(Future<T> future) {
    return future.timeout(30, TimeUnit.SECONDS).await();
  }
}
