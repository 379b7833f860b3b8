package org.ozmonitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CompatibilityTableTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|.*");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.\\w+)?`");
  private static final int DEFECTS = 37;
  private static final Pattern CLAIM = Pattern.compile("(?m)^\\| O(\\d+) \\|.*");
  private static final int CLAIMS = 46;

  private static final Pattern CHECK = Pattern.compile("(?m)^\\| A(\\d+) \\|.*");
  private static final int CHECKS = 12;
  private static final Pattern METHOD = Pattern.compile("`(\\w+(?:Test|IT))` \\(`(\\w+)`\\)");

  /// What belongs to the control plane, to other chains and to containers.
  private static final Set<Integer> MAY_COME_LATER = Set.of(4, 30, 37, 38, 39, 44);

  @Test
  void everyDefectOfUpstreamIsDecidedOnce() throws IOException {
    assertThat(ROW.matcher(defects()).results().map(row -> Integer.valueOf(row.group(1))))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, DEFECTS).boxed().toList());
  }

  @Test
  void everyRowIsShownBySomethingThatExists() throws IOException {
    assertThat(ROW.matcher(document()).results().map(row -> row.group()))
        .allMatch(row -> TEST.matcher(row).find());
    assertThat(tests()).containsAll(named());
  }

  @Test
  void everyClaimOfThePredecessorIsAnsweredOnce() throws IOException {
    assertThat(CLAIM.matcher(document()).results().map(row -> Integer.valueOf(row.group(1))))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, CLAIMS).boxed().toList());
  }

  @Test
  void everyAnswerIsShownOrSaidToComeLater() throws IOException {
    CLAIM
        .matcher(document())
        .results()
        .forEach(
            row -> {
              boolean later = row.group().contains("*later*");
              assertThat(later || TEST.matcher(row.group()).find()).as(row.group()).isTrue();
              assertThat(!later || MAY_COME_LATER.contains(Integer.valueOf(row.group(1))))
                  .as(row.group())
                  .isTrue();
            });
  }

  @Test
  void everyAcceptanceCheckIsShownByANamedTest() throws IOException {
    List<MatchResult> checks = CHECK.matcher(document()).results().toList();
    assertThat(checks.stream().map(row -> Integer.valueOf(row.group(1))))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, CHECKS).boxed().toList());
    assertThat(checks).allMatch(row -> METHOD.matcher(row.group()).find());
  }

  @Test
  void everyMethodThatIsNamedExists() throws IOException {
    for (MatchResult named : METHOD.matcher(document()).results().toList()) {
      assertThat(source(named.group(1))).contains(" " + named.group(2) + "(");
    }
  }

  private static String source(String test) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      Path file = files.filter(it -> it.endsWith(test + ".java")).findFirst().orElseThrow();
      return Files.readString(file);
    }
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

  /// The chapter of defects.
  private static String defects() throws IOException {
    String document = document();
    int from = document.indexOf("## Every known defect, decided");
    return document.substring(from, document.indexOf("\n## ", from));
  }

  private static String document() throws IOException {
    return Files.readString(Path.of("docs/compatibility.md"));
  }
}
