package org.ozmonitor.server.notification;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The parameters of {@link ClaimSql}, a column for each.
final class ClaimColumns {
  private static final int MAX_TEXT = 1024;

  private ClaimColumns() {}

  static Tuple claim(ClaimRules rules, String node, Duration claimTimeout) {
    return Tuple.tuple()
        .addInteger(rules.limit())
        .addString(node)
        .addLong(claimTimeout.toMillis())
        .addShort(rules.kind().priority())
        .addArrayOfUUID(full(rules.tenants()))
        .addArrayOfUUID(full(rules.triggers()))
        .addArrayOfUUID(rules.tenants().keySet().toArray(UUID[]::new))
        .addArrayOfInteger(rules.tenants().values().toArray(Integer[]::new))
        .addArrayOfUUID(rules.triggers().keySet().toArray(UUID[]::new))
        .addArrayOfInteger(rules.triggers().values().toArray(Integer[]::new))
        .addInteger(rules.perTenant())
        .addInteger(rules.perTrigger());
  }

  private static UUID[] full(Map<UUID, Integer> room) {
    return room.entrySet().stream()
        .filter(entry -> entry.getValue() <= 0)
        .map(Map.Entry::getKey)
        .toArray(UUID[]::new);
  }

  static Tuple orderKeys(List<ClaimedDelivery> claims) {
    return Tuple.tuple()
        .addArrayOfUUID(claims.stream().map(c -> c.tenant().value()).toArray(UUID[]::new))
        .addArrayOfUUID(claims.stream().map(c -> c.orderKey().orElseThrow()).toArray(UUID[]::new));
  }

  static Tuple claimEnds(List<Completion> completions) {
    return ids(completions)
        .addArrayOfOffsetDateTime(
            completions.stream().map(c -> c.claim().claimedUntil()).toArray(OffsetDateTime[]::new));
  }

  static Tuple lateAttempts(List<Completion> completions) {
    Tuple claims =
        epochs(completions)
            .addArrayOfInteger(
                completions.stream().map(c -> c.claim().attempt()).toArray(Integer[]::new));
    return new Attempts(completions).addTo(claims);
  }

  /// Columns of the history; null where nothing was attempted.
  private static final class Attempts {
    private final @Nullable Integer[] took;
    private final @Nullable Integer[] status;
    private final @Nullable String[] outcomes;
    private final @Nullable String[] details;
    private final @Nullable String[] excerpts;

    Attempts(List<Completion> completions) {
      int size = completions.size();
      took = new @Nullable Integer[size];
      status = new @Nullable Integer[size];
      outcomes = new @Nullable String[size];
      details = new @Nullable String[size];
      excerpts = new @Nullable String[size];
      for (int at = 0; at < size; at++) {
        if (completions.get(at).attempt().isPresent()) {
          set(at, completions.get(at).attempt().get());
        }
      }
    }

    private void set(int at, Completion.Attempt attempt) {
      took[at] = (int) Math.min(Integer.MAX_VALUE, attempt.took().toMillis());
      status[at] = attempt.status().isPresent() ? attempt.status().getAsInt() : null;
      outcomes[at] = attempt.outcome();
      details[at] = storable(attempt.detail());
      excerpts[at] = attempt.excerpt().isEmpty() ? null : storable(attempt.excerpt());
    }

    Tuple addTo(Tuple tuple) {
      return tuple
          .addArrayOfInteger(took)
          .addArrayOfInteger(status)
          .addArrayOfString(outcomes)
          .addArrayOfString(details)
          .addArrayOfString(excerpts);
    }
  }

  static Tuple completions(List<Completion> completions) {
    int size = completions.size();
    @Nullable String[] outcomes = new @Nullable String[size];
    @Nullable String[] reasons = new @Nullable String[size];
    @Nullable Long[] delays = new @Nullable Long[size];
    Boolean[] unsent = new Boolean[size];
    for (int at = 0; at < size; at++) {
      Completion completion = completions.get(at);
      unsent[at] = false;
      switch (completion.step()) {
        case Completion.Step.Finish(String outcome, String reason) -> {
          outcomes[at] = outcome;
          reasons[at] = storable(reason);
        }
        case Completion.Step.Retry(Duration delay) -> delays[at] = delay.toMillis();
        case Completion.Step.PutBack(Duration delay) -> {
          delays[at] = delay.toMillis();
          unsent[at] = true;
        }
      }
    }
    Tuple steps =
        epochs(completions)
            .addArrayOfString(outcomes)
            .addArrayOfString(reasons)
            .addArrayOfLong(delays)
            .addArrayOfBoolean(unsent);
    return new Attempts(completions).addTo(steps);
  }

  private static Tuple epochs(List<Completion> completions) {
    return ids(completions)
        .addArrayOfLong(completions.stream().map(c -> c.claim().claimEpoch()).toArray(Long[]::new));
  }

  private static Tuple ids(List<Completion> completions) {
    return Tuple.tuple()
        .addArrayOfUUID(
            completions.stream().map(c -> c.claim().tenant().value()).toArray(UUID[]::new))
        .addArrayOfUUID(completions.stream().map(c -> c.claim().id()).toArray(UUID[]::new));
  }

  /// PostgreSQL stores no NUL; one text must not make a whole batch fail.
  private static String storable(String text) {
    String clean = text.replace('\0', ' ');
    if (clean.length() <= MAX_TEXT) {
      return clean;
    }
    boolean splitsPair = Character.isHighSurrogate(clean.charAt(MAX_TEXT - 1));
    return clean.substring(0, splitsPair ? MAX_TEXT - 1 : MAX_TEXT);
  }
}
