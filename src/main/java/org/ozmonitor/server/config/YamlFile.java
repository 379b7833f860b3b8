package org.ozmonitor.server.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.problem.Problems;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/// Reads a YAML file (JSON is YAML too) into dotted keys. Blocks; stateless.
final class YamlFile {
  private static final int MAX_BYTES = 1 << 20;

  private YamlFile() {}

  /// The values of `file` by dotted key; an empty section gives no key.
  static SequencedMap<String, Object> read(Path file, Problems problems) {
    var values = new LinkedHashMap<String, Object>();
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setCodePointLimit(MAX_BYTES);
    options.setMaxAliasesForCollections(10);
    options.setNestingDepthLimit(10);
    try (Reader reader = Files.newBufferedReader(file)) {
      Object document = yaml(options).load(reader);
      switch (document) {
        case null -> {}
        case Map<?, ?> map -> flatten("", map, values);
        default ->
            problems.error(file.toString(), "config.parse", "must hold sections and settings");
      }
    } catch (IOException e) {
      problems.error(file.toString(), "config.parse", "cannot be read: " + e);
    } catch (MarkedYAMLException e) {
      // Only the place: the quoted line may hold a secret.
      problems.error(file + ": " + place(e), "config.parse", String.valueOf(e.getProblem()));
    } catch (YAMLException e) {
      problems.error(file.toString(), "config.parse", "is not YAML");
    }
    return values;
  }

  private static Yaml yaml(LoaderOptions options) {
    var dumper = new DumperOptions();
    return new Yaml(
        new SafeConstructor(options), new Representer(dumper), dumper, options, new Words());
  }

  /// As YAML 1.2: `on`, `off`, `yes` and `no` are texts, not truth values.
  private static final class Words extends Resolver {
    private static final Pattern TRUTH = Pattern.compile("true|True|TRUE|false|False|FALSE");

    @Override
    public void addImplicitResolver(Tag tag, Pattern form, @Nullable String first, int limit) {
      if (tag.equals(Tag.BOOL)) {
        super.addImplicitResolver(tag, TRUTH, "tTfF", limit);
      } else {
        super.addImplicitResolver(tag, form, first, limit);
      }
    }
  }

  private static void flatten(String path, Map<?, ?> map, Map<String, Object> into) {
    map.forEach(
        (name, value) -> {
          String key = path.isEmpty() ? String.valueOf(name) : path + "." + name;
          put(key, value, into);
        });
  }

  private static void put(String key, @Nullable Object value, Map<String, Object> into) {
    switch (value) {
      case null -> {}
      case Map<?, ?> section -> flatten(key, section, into);
      case List<?> list -> into.put(key, list);
      default -> into.put(key, value);
    }
  }

  private static String place(MarkedYAMLException e) {
    return e.getProblemMark() == null
        ? "somewhere"
        : "line "
            + (e.getProblemMark().getLine() + 1)
            + ", column "
            + (e.getProblemMark().getColumn() + 1);
  }
}
