package org.ozmonitor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

/// Settings from flags alone, right ones and wrong ones.
final class Sections {
  private Sections() {}

  /// What these flags give.
  static ServerConfig valid(Map<String, String> flags) {
    ConfigResult result = ConfigLoaderTest.load(Map.of(), flags);
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    return ((ConfigResult.Valid) result).config();
  }

  /// That a value stops the start, with the place of the key and this message.
  static void refuses(String key, String value, String message) {
    ConfigResult result = ConfigLoaderTest.load(Map.of(), Map.of(key, value));

    assertThat(result).as(key + "=" + value).isInstanceOf(ConfigResult.Invalid.class);
    assertThat(((ConfigResult.Invalid) result).problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.place()).startsWith(key + " (");
              assertThat(problem.message()).contains(message);
            });
  }
}
