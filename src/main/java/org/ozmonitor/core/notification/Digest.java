package org.ozmonitor.core.notification;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.ozmonitor.core.json.CanonicalJson;
import org.ozmonitor.core.json.JsonText;

/// What a digest tells: how many matches of a tenant were not sent one by one. Immutable.
///
/// @param matches that stand; 0 when blocks of an earlier digest were all replaced
/// @param from by the time of the blocks, in seconds since 1970-01-01 UTC
/// @param until exclusive
public record Digest(long matches, long from, long until) {
  /// The event of a delivery that is a digest.
  public static final String EVENT = "digest";

  private static final String COUNT = "digest.matches";
  private static final String FROM = "digest.from";
  private static final String UNTIL = "digest.until";

  /// As template variables, which a stored digest has beside those of its first match.
  public String variablesJson() {
    return CanonicalJson.object(
        Map.of(
            COUNT,
            Long.toString(matches),
            FROM,
            Instant.ofEpochSecond(from).toString(),
            UNTIL,
            Instant.ofEpochSecond(until).toString()));
  }

  /// What a message tells of, where it is a digest.
  public static Optional<Digest> of(OutboundMessage message) {
    Map<String, String> variables = message.variables();
    String count = variables.get(COUNT);
    String from = variables.get(FROM);
    String until = variables.get(UNTIL);
    return !message.event().equals(EVENT) || count == null || from == null || until == null
        ? Optional.empty()
        : Optional.of(
            new Digest(
                Long.parseLong(count),
                Instant.parse(from).getEpochSecond(),
                Instant.parse(until).getEpochSecond()));
  }

  /// What a title begins with.
  String prefix() {
    return "[DIGEST: " + matches + "] ";
  }

  /// What a body begins with.
  String sentence() {
    String time =
        "between %s and %s (block time)"
            .formatted(Instant.ofEpochSecond(from), Instant.ofEpochSecond(until));
    if (matches == 0) {
      return "None of the matches that the last digest of the time %s told of stands. The first was:\n\n"
          .formatted(time);
    }
    if (matches == 1) {
      return "1 match %s went over the limit and was not sent by itself; it is stored. It was:\n\n"
          .formatted(time);
    }
    return "%d matches %s went over the limit and were not sent one by one; all are stored. The first was:\n\n"
        .formatted(matches, time);
  }

  /// As a JSON object for programs.
  String json() {
    SortedMap<String, String> fields = JsonText.fields();
    fields.put("matches", Long.toString(matches));
    fields.put("from", JsonText.quote(Instant.ofEpochSecond(from).toString()));
    fields.put("until", JsonText.quote(Instant.ofEpochSecond(until).toString()));
    return JsonText.object(fields);
  }
}
