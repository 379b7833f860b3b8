package org.ozmonitor.server.secret;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Takes the secrets that this process has seen out of texts that people read: reasons, excerpts of
/// answers. Thread-safe.
///
/// Of a URL it knows the whole, its user and password, and those parts of path and query that look
/// like keys. It knows the last {@value #MAX_KNOWN} values; short ones would tear words apart and
/// are left.
public final class Redaction implements UnaryOperator<String> {
  /// What stands in place of a secret.
  public static final String MASK = "***";

  private static final int SHORTEST = 6;
  private static final int MAX_KNOWN = 20_000;
  private static final int MAX_LENGTH = 4_096;
  private static final Pattern URL = Pattern.compile("(?i)[a-z][a-z0-9+.-]*://.*");
  private static final Set<String> HARMLESS_HEADERS =
      Set.of(
          "accept",
          "accept-encoding",
          "accept-language",
          "cache-control",
          "content-type",
          "user-agent");

  private static final Pattern SEPARATORS = Pattern.compile("[/?&=#]+");

  /// A key is long, or has digits between its letters.
  private static final Pattern KEY_LIKE =
      Pattern.compile("(?=.*[0-9])(?=.*[A-Za-z:_-])[^.]{8,}|[^.]{20,}");

  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final Map<String, List<String>> byBeginning = new ConcurrentHashMap<>();
  private final Deque<String> order = new ArrayDeque<>();

  /// Remembers a secret.
  public void learn(String secret) {
    if (secret.length() < SHORTEST || secret.length() > MAX_LENGTH || known.contains(secret)) {
      return;
    }
    remember(secret);
    if (URL.matcher(secret).matches()) {
      partsOf(secret).filter(part -> part.length() >= SHORTEST).forEach(this::remember);
    }
  }

  /// Remembers what HTTP headers of a configuration may hold of secrets: all values but those that
  /// only say what is sent.
  public void learnHeaders(Map<String, String> headers) {
    headers.forEach(
        (name, value) -> {
          if (!HARMLESS_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
            learn(value);
            learn(value.substring(value.lastIndexOf(' ') + 1)); // after the scheme
          }
        });
  }

  /// The text without the secrets that are known.
  @Override
  public String apply(String text) {
    StringBuilder clean = null;
    int from = 0;
    for (int at = 0; at + SHORTEST <= text.length(); at++) {
      int length = secretAt(text, at);
      if (length > 0) {
        clean = clean == null ? new StringBuilder() : clean;
        clean.append(text, from, at).append(MASK);
        from = at + length;
        at = from - 1;
      }
    }
    return clean == null ? text : clean.append(text, from, text.length()).toString();
  }

  /// The length of the longest secret that begins there, or 0.
  private int secretAt(String text, int at) {
    int longest = 0;
    for (String secret : byBeginning.getOrDefault(text.substring(at, at + SHORTEST), List.of())) {
      if (secret.length() > longest && text.startsWith(secret, at)) {
        longest = secret.length();
      }
    }
    return longest;
  }

  private synchronized void remember(String secret) {
    if (!known.add(secret)) {
      return;
    }
    order.add(secret);
    byBeginning.merge(secret.substring(0, SHORTEST), List.of(secret), Redaction::joined);
    if (order.size() > MAX_KNOWN) {
      forget(order.remove());
    }
  }

  private void forget(String secret) {
    known.remove(secret);
    byBeginning.computeIfPresent(
        secret.substring(0, SHORTEST),
        (_, all) -> {
          List<String> left = all.stream().filter(one -> !one.equals(secret)).toList();
          return left.isEmpty() ? null : left;
        });
  }

  private static List<String> joined(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private static Stream<String> partsOf(String url) {
    String rest = url.substring(url.indexOf("://") + 3);
    int end = endOfAuthority(rest);
    int at = rest.lastIndexOf('@', end - 1);
    Stream<String> userInfo = at < 0 ? Stream.of() : Stream.of(rest.substring(0, at).split(":", 2));
    return Stream.concat(
        userInfo,
        SEPARATORS.splitAsStream(rest.substring(end)).filter(KEY_LIKE.asMatchPredicate()));
  }

  private static int endOfAuthority(String rest) {
    for (int at = 0; at < rest.length(); at++) {
      if ("/?#".indexOf(rest.charAt(at)) >= 0) {
        return at;
      }
    }
    return rest.length();
  }
}
