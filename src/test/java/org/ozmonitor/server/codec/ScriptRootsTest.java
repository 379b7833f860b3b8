package org.ozmonitor.server.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptRootsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "filters/a.sh",
        "acme/filters/a.sh",
        "config/filters/a.sh",
        "./config/filters/a.sh"
      })
  void findsScriptsOfATreeHoweverItsDocumentsNameThem(String path) throws IOException {
    Path script = write("acme/filters/a.sh");

    assertThat(confined().find(path, Files::isRegularFile).orElseThrow().toRealPath())
        .isEqualTo(script.toRealPath());
  }

  @Test
  void findsNothingOutsideOfATreeOfSomebodyElse() throws IOException {
    Path outside = write("other/filters/a.sh");
    var _ = write("acme/filters/b.sh");
    Files.createSymbolicLink(directory.resolve("acme/filters/link.sh"), outside);

    assertThat(confined().find("filters/link.sh", Files::isRegularFile)).isEmpty();
    assertThat(confined().find("other/filters/a.sh", Files::isRegularFile)).isEmpty();
    assertThat(confined().find("../other/filters/a.sh", Files::isRegularFile)).isEmpty();
    assertThat(confined().find(outside.toString(), Files::isRegularFile)).isEmpty();
    assertThat(confined().find("\0", Files::isRegularFile)).isEmpty();
  }

  @Test
  void leavesOwnTreesTheirPaths() throws IOException {
    Path outside = write("other/filters/a.sh");
    ScriptRoots own = ScriptRoots.open(directory.resolve("acme"));

    assertThat(own.find("other/filters/a.sh", Files::isRegularFile)).isPresent();
    assertThat(own.find(outside.toString(), Files::isRegularFile)).contains(outside);
    assertThat(own.find("filters/a.sh", Files::isRegularFile)).isEmpty();
  }

  private ScriptRoots confined() {
    return ScriptRoots.confined(directory.resolve("acme"));
  }

  private Path write(String path) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "echo false");
  }
}
