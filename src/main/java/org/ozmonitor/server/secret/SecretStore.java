package org.ozmonitor.server.secret;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.server.codec.Secrets;

/// Finds what secret values stand for, when they are needed and not before. Thread-safe; futures
/// complete on the caller's context.
///
/// What a vault said is kept for a while and then asked for again, by one question however many
/// wait for it. While a vault cannot be asked, the last value is used a while longer; once the
/// vault says that there is no such secret, it is not.
public final class SecretStore {
  private static final int MAX_CACHED = 10_000;

  private final Vertx vertx;
  private final Secrets local;
  private final Map<SecretValue.Type, SecretSource> sources;
  private final Lifetimes lifetimes;
  private final LongSupplier nanoTime;
  private final Redaction redaction;
  private final SecretLog log = new SecretLog();
  private final Map<SecretValue, CachedSecret> cache =
      Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<SecretValue, CachedSecret> eldest) {
              return size() > MAX_CACHED;
            }
          });

  /// How long what a vault said may be used.
  ///
  /// @param cacheTtl after this the vault is asked again; a secret that was revoked is used no
  ///     longer than this
  /// @param staleFor so much longer the last value is used while the vault cannot be asked
  public record Lifetimes(Duration cacheTtl, Duration staleFor) {
    public static final Lifetimes DEFAULT =
        new Lifetimes(Duration.ofMinutes(5), Duration.ofHours(1));
  }

  /// @param local plain values and those of the environment
  /// @param sources by the type that documents name
  /// @param nanoTime a monotonic clock
  /// @param redaction learns every secret that is found
  public SecretStore(
      Vertx vertx,
      Secrets local,
      Map<SecretValue.Type, SecretSource> sources,
      Lifetimes lifetimes,
      LongSupplier nanoTime,
      Redaction redaction) {
    this.vertx = vertx;
    this.local = local;
    this.sources = Map.copyOf(sources);
    this.lifetimes = lifetimes;
    this.nanoTime = nanoTime;
    this.redaction = redaction;
  }

  /// A store that asks no vault.
  public static SecretStore local(Vertx vertx, Secrets secrets) {
    return new SecretStore(vertx, secrets, Map.of(), Lifetimes.DEFAULT, () -> 0, new Redaction());
  }

  /// Takes the secrets that were found here out of texts.
  public Redaction redaction() {
    return redaction;
  }

  /// The secret that `secret` stands for. Never fails.
  public Future<Resolution> resolve(SecretValue secret) {
    return switch (local.resolve(secret, "")) {
      case Secrets.Resolution.Found(String value) -> Future.succeededFuture(found(value));
      case Secrets.Resolution.Unavailable(var problem) ->
          Future.succeededFuture(new Resolution.Missing(problem.message()));
      case Secrets.Resolution.Remote() -> remote(secret);
    };
  }

  /// Several secrets at once.
  public Future<Resolutions> resolveAll(List<SecretValue> secrets) {
    List<Future<Resolution>> found = new ArrayList<>();
    secrets.forEach(secret -> found.add(resolve(secret)));
    return Future.all(found).map(_ -> Resolutions.of(found.stream().map(Future::result).toList()));
  }

  /// What `secret` is known to stand for, without waiting. Where that is not known any more, or not
  /// yet, it is asked for, so that a later call knows.
  public Optional<String> current(SecretValue secret) {
    return switch (local.resolve(secret, "")) {
      case Secrets.Resolution.Found(String value) -> Optional.of(found(value).value());
      case Secrets.Resolution.Unavailable _ -> Optional.empty();
      case Secrets.Resolution.Remote() -> {
        CachedSecret cached = cached(secret);
        long now = nanoTime.getAsLong();
        if (cached.answer(now).isEmpty()) {
          var _ = remote(secret); // never fails; what comes of it stands in the cache
        }
        yield cached.usable(now).map(Resolution.Found::value);
      }
    };
  }

  private Future<Resolution> remote(SecretValue secret) {
    CachedSecret cached = cached(secret);
    Optional<Resolution> known = cached.answer(nanoTime.getAsLong());
    if (known.isPresent()) {
      return Future.succeededFuture(known.get());
    }
    Promise<Resolution> told = Promise.promise();
    Optional<Future<Resolution>> underWay = cached.underWay(told.future());
    if (underWay.isEmpty()) {
      ask(secret).onSuccess(answer -> told.complete(learn(secret, cached, answer)));
    }
    return onCallersContext(underWay.orElseGet(told::future));
  }

  /// Never fails.
  private Future<Resolution> ask(SecretValue secret) {
    SecretSource source = sources.get(secret.type());
    return source == null
        ? Future.succeededFuture(new Resolution.Missing("no such vault is set up here"))
        : Future.succeededFuture(secret.value()) // a source that throws counts as one that failed
            .compose(source::read)
            .otherwise(cause -> new Resolution.Unavailable(cause.getClass().getSimpleName()));
  }

  private Resolution learn(SecretValue secret, CachedSecret cached, Resolution told) {
    switch (told) {
      case Resolution.Found(String value) -> redaction.learn(value);
      case Resolution.Missing(String reason) -> log.missing(secret, reason);
      case Resolution.Unavailable(String reason) -> log.unavailable(secret, reason);
    }
    return cached.learn(told, nanoTime.getAsLong());
  }

  /// Who waits for another's question must not go on in the other's place.
  private Future<Resolution> onCallersContext(Future<Resolution> shared) {
    Context caller = vertx.getOrCreateContext();
    Promise<Resolution> own = Promise.promise();
    shared.onSuccess(answer -> caller.runOnContext(_ -> own.complete(answer)));
    return own.future();
  }

  private CachedSecret cached(SecretValue secret) {
    return cache.computeIfAbsent(secret, _ -> new CachedSecret(lifetimes));
  }

  private Resolution.Found found(String value) {
    redaction.learn(value);
    return new Resolution.Found(value);
  }
}
