package org.ozmonitor.server.config;

import java.time.Duration;

/// Settings of questions to endpoints. Immutable.
///
/// @param maxAnswerMib larger answers are refused, 1 to 512 MiB
/// @param requestTimeout of one request with its answer, at least 100 ms
public record RpcConfig(int maxAnswerMib, Duration requestTimeout) {
  private static final int MIB = 20;

  static RpcConfig read(Settings settings) {
    return new RpcConfig(
        settings.integer("rpc.max_answer_mib", 64, 1, 512),
        settings.duration("rpc.request_timeout", Duration.ofSeconds(20), Duration.ofMillis(100)));
  }

  public int maxAnswerBytes() {
    return maxAnswerMib << MIB;
  }
}
