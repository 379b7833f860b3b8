package org.ozmonitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CompatibilityTableTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|.*");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))`");
  private static final int DEFECTS = 37;

  @Test
  void everyDefectOfUpstreamIsDecidedOnce() throws IOException {
    assertThat(ROW.matcher(document()).results().map(row -> Integer.valueOf(row.group(1))))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, DEFECTS).boxed().toList());
  }

  @Test
  void everyRowIsShownBySomethingThatExists() throws IOException {
    assertThat(ROW.matcher(document()).results().map(row -> row.group()))
        .allMatch(row -> TEST.matcher(row).find());
    assertThat(tests()).containsAll(named());
  }

  private static Set<String> named() throws IOException {
    return TEST.matcher(document())
        .results()
        .map(name -> name.group(1))
        .collect(Collectors.toSet());
  }

  private static Set<String> tests() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      return files
          .map(file -> file.getFileName().toString().replace(".java", ""))
          .collect(Collectors.toSet());
    }
  }

  private static String document() throws IOException {
    return Files.readString(Path.of("docs/compatibility.md"));
  }
}
