package org.ozmonitor.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Migrations run while nodes of the version before run: from V009 on they only add, or say by
/// `schema_floor` which nodes must be gone (decision 0036).
final class MigrationRulesTest {
  private static final int FIRST_ADDITIVE = 9;

  /// What an earlier node may trip over, by what is found of it in a statement.
  private static final Map<String, Pattern> REFUSED =
      Map.of(
          "takes a column away", pattern("\\balter table\\b.*\\bdrop column\\b"),
          "takes a table away", pattern("^drop (table|view|materialized view|sequence)\\b"),
          "takes a function away", pattern("^drop function\\b"),
          "gives another name", pattern("^alter (table|index|type|function)\\b.*\\brename\\b"),
          "makes a column required", pattern("\\balter column \\S+ set not null\\b"),
          "takes a default away", pattern("\\balter column \\S+ drop default\\b"),
          "changes a type", pattern("\\balter column \\S+ (set data )?type\\b"),
          "adds a column that must be given",
              pattern("\\badd column (?!(?:[^,(]|\\([^)]*\\))*\\bdefault\\b)[^,]*\\bnot null\\b"),
          "takes rights away", pattern("^revoke\\b.*\\bfrom ozm_(engine|tenant)\\b"));

  @ParameterizedTest
  @MethodSource("migrations")
  void onlyAdds(Path migration) throws IOException {
    String text = Files.readString(migration);

    if (!raisesTheFloor(text)) {
      assertThat(objections(text)).as(migration.toString()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE a DROP COLUMN b;",
        "ALTER TABLE a\n  ADD COLUMN c integer,\n  DROP COLUMN b;",
        "DROP TABLE a;",
        "ALTER TABLE a RENAME COLUMN b TO c;",
        "ALTER TABLE a ALTER COLUMN b SET NOT NULL;",
        "ALTER TABLE a ALTER COLUMN b TYPE bigint;",
        "ALTER TABLE a ADD COLUMN b integer NOT NULL;",
        "ALTER TABLE a ADD COLUMN d integer NOT NULL DEFAULT 1, ADD COLUMN b integer NOT NULL;",
        "REVOKE ALL ON a FROM ozm_engine;"
      })
  void objectsToWhatEarlierNodesTripOver(String statement) {
    assertThat(objections(statement)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE a ADD COLUMN b integer;",
        "ALTER TABLE a ADD COLUMN b numeric(3, 1) NOT NULL DEFAULT 0;",
        "ALTER TABLE a ADD COLUMN b timestamptz NOT NULL DEFAULT ozm_now();",
        "CREATE TABLE a (b integer NOT NULL);",
        "DROP INDEX a; CREATE INDEX a ON b (c);",
        "ALTER TABLE a DROP CONSTRAINT c, ADD CONSTRAINT c CHECK (d IN (1, 2, 3));",
        "-- drop table a;"
      })
  void letsAdditionsPass(String statement) {
    assertThat(objections(statement)).isEmpty();
  }

  @Test
  void knowsWhoseFloorIsRaised() {
    assertThat(raisesTheFloor("UPDATE schema_floor SET version = 14;")).isTrue();
    assertThat(raisesTheFloor("INSERT INTO schema_floor (version) VALUES (13);")).isFalse();
  }

  static Stream<Path> migrations() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("sql"))) {
      return files.filter(file -> version(file) >= FIRST_ADDITIVE).sorted().toList().stream();
    }
  }

  private static int version(Path file) {
    String name = file.getFileName().toString();
    return Integer.parseInt(name.substring(1, name.indexOf('_')));
  }

  private static boolean raisesTheFloor(String text) {
    return statements(text).stream().anyMatch(it -> it.startsWith("update schema_floor "));
  }

  private static List<String> objections(String text) {
    return statements(text).stream()
        .flatMap(
            statement ->
                REFUSED.entrySet().stream()
                    .filter(rule -> rule.getValue().matcher(statement).find())
                    .map(rule -> rule.getKey() + ": " + statement))
        .toList();
  }

  /// Bodies of functions are cut up as well, which does no harm.
  private static List<String> statements(String text) {
    String plain =
        text.replaceAll("(?m)--.*$", "").replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    return Stream.of(plain.split(";", -1)).map(String::strip).filter(it -> !it.isEmpty()).toList();
  }

  private static Pattern pattern(String text) {
    return Pattern.compile(text);
  }
}
