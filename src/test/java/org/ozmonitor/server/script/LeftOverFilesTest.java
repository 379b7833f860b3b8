package org.ozmonitor.server.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LeftOverFilesTest {
  @TempDir private Path directory;

  @Test
  void removesWhatAKilledNodeLeftBehind() throws IOException {
    Path old = Files.createFile(directory.resolve("input1"));
    Path fresh = Files.createFile(directory.resolve("input2"));
    FileTime now = Files.getLastModifiedTime(fresh);
    Files.setLastModifiedTime(
        old, FileTime.from(now.toInstant().minus(Duration.ofHours(1)).minusSeconds(60)));

    assertThat(LeftOverFiles.remove(directory)).isEqualTo(1);
    assertThat(old).doesNotExist();
    assertThat(directory.toFile().list()).containsExactly("input2");
  }

  @Test
  void needsNoDirectory() {
    assertThat(LeftOverFiles.remove(directory.resolve("absent"))).isZero();
  }
}
