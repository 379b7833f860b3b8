package org.ozmonitor.server.script;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.ozmonitor.core.script.ScriptInput;
import org.ozmonitor.core.script.ScriptLanguage;
import org.ozmonitor.core.tenant.TenantId;

/// A runner of real scripts, for tests. Blocks.
public final class Scripts implements AutoCloseable {
  public static final String SECRET = "tr0ub4dor";
  public static final long MEMORY = 192L << 20;

  public final Vertx vertx = Vertx.vertx();
  public final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  public final ScriptRunner runner;
  public final Optional<String> sandboxFault;

  public Scripts(Isolation isolation, Path directory, Path... hidden) {
    runner =
        new ScriptRunner(
            vertx,
            new ScriptSettings(
                isolation, 2, MEMORY, Duration.ofSeconds(20), directory, List.of(hidden)),
            System::nanoTime,
            text -> text.replace(SECRET, "***"),
            registry);
    sandboxFault = await(runner.start());
  }

  public ScriptOutcome run(
      ScriptLanguage language, String content, String input, Duration timeout) {
    return await(runner.run(job(language, content, input, timeout)));
  }

  public ScriptOutcome run(ScriptLanguage language, String content) {
    return run(
        language, content, ScriptInput.document(Optional.empty(), "{}"), Duration.ofSeconds(10));
  }

  /// A runner of trusted scripts that is closed with its Vert.x.
  public static ScriptRunner runner(Vertx vertx, MeterRegistry registry) {
    return new ScriptRunner(
        vertx,
        new ScriptSettings(
            Isolation.TRUSTED,
            2,
            MEMORY,
            Duration.ofSeconds(20),
            Path.of("target", "test-scripts"),
            List.of()),
        System::nanoTime,
        UnaryOperator.identity(),
        registry);
  }

  public static ScriptJob job(
      ScriptLanguage language, String content, String input, Duration timeout) {
    return ScriptJob.filter(TenantId.DEFAULT, language, content, input, timeout);
  }

  public static <T> T await(Future<T> future) {
    return future.timeout(30, TimeUnit.SECONDS).await();
  }

  @Override
  public void close() {
    await(runner.stop());
    await(vertx.close());
  }
}
