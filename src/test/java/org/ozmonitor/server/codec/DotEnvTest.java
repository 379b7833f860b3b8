package org.ozmonitor.server.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DotEnvTest {
  @TempDir Path directory;

  @Test
  void setsVariablesOverTheEnvironment() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve(".env"),
            """
            # comment
            A=1
            export B = two # comment
            C="a # b"
            D='x=y'
            E=
            not an assignment
            """);

    assertThat(DotEnv.over(Map.of("A", "0", "Z", "z"), file))
        .isEqualTo(Map.of("A", "1", "B", "two", "C", "a # b", "D", "x=y", "E", "", "Z", "z"));
  }

  @Test
  void doesWithoutTheFile() throws IOException {
    assertThat(DotEnv.over(Map.of("A", "0"), directory.resolve(".env"))).containsEntry("A", "0");
  }
}
