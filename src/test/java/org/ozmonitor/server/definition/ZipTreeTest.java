package org.ozmonitor.server.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;

class ZipTreeTest {
  private static final ZipTree.Bounds BOUNDS = new ZipTree.Bounds(5, 1000);

  @TempDir Path directory;

  @Test
  void unpacksFilesWhereTheyStand() throws IOException {
    assertThat(unpack(zip(BOUNDS, "config/networks/eth.json", "config/filters/a.sh", "__MACOSX/x")))
        .isEmpty();

    assertThat(files()).containsExactly("config/filters/a.sh", "config/networks/eth.json");
    assertThat(into().resolve("config/filters/a.sh")).hasContent("config/filters/a.sh");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "a/../../evil",
        "/etc/evil",
        "a/./b",
        "a//b",
        "..\\evil",
        "C:evil",
        "a\nb"
      })
  void refusesNamesThatLeadOut(String name) throws IOException {
    assertThat(unpack(zip(BOUNDS, name))).containsExactly("import.zip.path");

    assertThat(files()).isEmpty();
    assertThat(directory.resolve("evil")).doesNotExist();
  }

  @Test
  void refusesMoreEntriesThanAllowed() throws IOException {
    assertThat(unpack(zip(BOUNDS, "1", "2", "3", "4", "5"))).isEmpty();
    assertThat(unpack(zip(BOUNDS, "1", "2", "3", "4", "5", "6")))
        .containsExactly("import.zip.entries");
  }

  @Test
  void countsBytesWhileItUnpacks() throws IOException {
    Path bomb = zip(Stream.of("bomb"), "x".repeat(1_000_000));
    assertThat(Files.size(bomb)).isLessThan(5_000);

    assertThat(unpack(bomb)).containsExactly("import.zip.size");

    assertThat(Files.size(into().resolve("bomb"))).isLessThanOrEqualTo(1000);
  }

  @Test
  void refusesANameThatStandsTwice() throws IOException {
    byte[] bytes = Files.readAllBytes(zip(BOUNDS, "aa", "ab"));
    String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("ab", "aa");
    Path twice = directory.resolve("twice.zip");
    Files.write(twice, text.getBytes(StandardCharsets.ISO_8859_1));

    assertThat(unpack(twice)).containsAnyOf("import.zip.repeated", "import.zip.broken");
  }

  @Test
  void saysThatWhatIsCutOffIsBroken() throws IOException {
    byte[] bytes = Files.readAllBytes(zip(BOUNDS, "a"));
    Path half = directory.resolve("half.zip");
    Files.write(half, java.util.Arrays.copyOf(bytes, bytes.length / 2));

    assertThat(ZipTree.isZip(half)).isTrue();
    assertThat(unpack(half)).containsExactly("import.zip.broken");
  }

  @Test
  void tellsAZipByItsBegin() throws IOException {
    assertThat(ZipTree.isZip(zip(BOUNDS, "a"))).isTrue();
    assertThat(ZipTree.isZip(Files.writeString(directory.resolve("a.json"), "{}"))).isFalse();
    assertThat(ZipTree.isZip(Files.writeString(directory.resolve("empty"), ""))).isFalse();
  }

  private List<String> unpack(Path zip) throws IOException {
    var problems = new Problems();
    Files.createDirectories(into());
    new ZipTree(zip, into(), BOUNDS, problems).unpack();
    return problems.all().stream().map(Problem::rule).toList();
  }

  private Path into() {
    return directory.resolve("into");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(into())) {
      return all.filter(Files::isRegularFile)
          .map(file -> into().relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private Path zip(ZipTree.Bounds bounds, String... names) throws IOException {
    assertThat(names.length).isLessThanOrEqualTo(bounds.entries() + 1);
    return zip(Stream.of(names), "");
  }

  /// Files that hold `content`, or else their names.
  private Path zip(Stream<String> names, String content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (String name : names.toList()) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write((content.isEmpty() ? name : content).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return Files.write(directory.resolve("tree.zip"), bytes.toByteArray());
  }
}
